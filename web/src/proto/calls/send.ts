import type { Message } from '../../model/message'
import type { Outgoing } from '../../model/outgoing'
import type { Bytes } from '../outbox'
import type { Session } from '../session'

/** Sends, now or when there is a connection again. Answers as soon as it is on disk. */
export async function send(s: Session, args: Outgoing): Promise<void> {
  await s.outbox.put(args)
}

/** Sends files, as one album where they have the same. Their bytes are on disk when this returns. */
export async function sendFiles(s: Session, args: { files: readonly { what: Outgoing; bytes: Bytes }[] }): Promise<void> {
  await s.outbox.putAll(args.files)
}

export async function getOutbox(s: Session, _: Record<string, never>): Promise<readonly Message[]> {
  return s.outbox.list()
}

export async function retrySending(s: Session, args: { name: string }): Promise<void> {
  await s.outbox.retry(args.name)
}

/** Nobody will sign in to send what waits here. */
export async function forgetUnsent(s: Session, _: Record<string, never>): Promise<void> {
  await s.outbox.clear()
  await s.storage.peers.deleteAll()
}

export async function dropUnsent(s: Session, args: { name: string }): Promise<void> {
  await s.outbox.drop(args.name)
}
