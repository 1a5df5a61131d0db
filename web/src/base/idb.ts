/** IndexedDB with promises. A write is on disk, as far as the browser promises it, when its promise resolves. */

export function request<T>(r: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    r.onsuccess = () => resolve(r.result)
    r.onerror = () => reject(r.error ?? new Error('IndexedDB'))
  })
}

export function committed(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error ?? new Error('IndexedDB: aborted'))
    tx.onerror = () => reject(tx.error ?? new Error('IndexedDB'))
  })
}

/** One step makes version n of version n-1. Steps are appended and never edited. */
export type Step = (db: IDBDatabase, tx: IDBTransaction) => void

export function open(name: string, steps: readonly Step[]): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const r = indexedDB.open(name, steps.length)
    r.onupgradeneeded = (e) => {
      for (const step of steps.slice(e.oldVersion)) {
        if (r.transaction) step(r.result, r.transaction)
      }
    }
    r.onsuccess = () => {
      r.result.onversionchange = () => r.result.close()
      resolve(r.result)
    }
    r.onerror = () => reject(r.error ?? new Error('IndexedDB'))
    r.onblocked = () => reject(new Error('another tab holds an older version of the app open'))
  })
}

export async function write(db: IDBDatabase, stores: string[], fn: (tx: IDBTransaction) => void): Promise<void> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' })
  const done = committed(tx)
  fn(tx)
  await done
}

export function read<T>(db: IDBDatabase, store: string, fn: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return request(fn(db.transaction(store).objectStore(store)))
}
