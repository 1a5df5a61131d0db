import type { Step } from '../../base/idb'

/** The worker's database, version by version. A feature that keeps something in the browser appends a step. */
export const steps: readonly Step[] = [
  (db) => {
    db.createObjectStore('kv')
    db.createObjectStore('authKeys')
    db.createObjectStore('tempKeys')
    const peers = db.createObjectStore('peers', { keyPath: 'id' })
    peers.createIndex('usernames', 'usernames', { multiEntry: true })
    peers.createIndex('phone', 'phone')
    const refs = db.createObjectStore('refs', { keyPath: ['peer', 'chat', 'message'] })
    refs.createIndex('peer', 'peer')
    refs.createIndex('message', ['chat', 'message'])
    db.createObjectStore('outbox', { keyPath: 'name' })
  },
  (db) => {
    db.createObjectStore('uploads', { keyPath: 'name' }) // the bytes of what is on its way out
    db.createObjectStore('parts') // which of their parts the server has, by name and number
  },
  (db) => {
    db.createObjectStore('vault') // what the rest is wrapped with, and how far the device's queue was stored
    db.createObjectStore('secrets') // secret chats, by their ids
    db.createObjectStore('secretMessages') // by chat and number
    db.createObjectStore('secretFiles') // likewise
  },
]
