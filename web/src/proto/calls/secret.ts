import type { KeyPicture, SecretChat, SecretFile, SecretLock, SecretMessage } from '../../model/secret'
import type { PeerId } from '../../model/peer'
import type { Text } from '../../model/text'
import type { Session } from '../session'

/** Secret chats. Everything of them happens in this worker; the server passes on what it cannot read. */

/** Those of this device, and whether a passphrase stands before them. */
export async function getSecrets(s: Session): Promise<{ readonly chats: readonly SecretChat[]; readonly lock: SecretLock }> {
  const keeper = await s.secrets.openIfSome()
  return { chats: (await keeper?.list()) ?? [], lock: keeper?.locked ?? 'none' }
}

/** Asks a person for a secret chat. It can be used when they have accepted. */
export const startSecret = async (s: Session, args: { peer: PeerId }): Promise<number> => (await s.secrets.begin()).start(args.peer)

export const acceptSecret = async (s: Session, args: { id: number }): Promise<void> => (await s.secrets.open()).accept(args.id)

/** Ends a chat, or declines one. */
export const endSecret = async (s: Session, args: { id: number }): Promise<void> => (await s.secrets.open()).end(args.id)

/** Deletes a chat from this device; one that is not over is ended first. */
export async function forgetSecret(s: Session, args: { id: number }): Promise<void> {
  const keeper = await s.secrets.open()
  await keeper.end(args.id)
  await keeper.forget(args.id)
}

export const getSecretHistory = async (s: Session, args: { id: number }): Promise<readonly SecretMessage[]> => (await s.secrets.open()).history(args.id)

/** Keeps a message and sends it; it is on disk when the promise resolves. */
export const sendSecret = async (s: Session, args: { id: number; text: Text; reply?: string }): Promise<void> =>
  (await s.secrets.open()).send(args.id, args.text, args.reply)

/** Keeps files and sends them: pictures and videos that are sent together stand together. */
export const sendSecretFiles = async (s: Session, args: { id: number; files: readonly SecretFile[]; reply?: string }): Promise<void> =>
  (await s.secrets.open()).files.send(args.id, args.files, args.reply)

export const getSecretFile = async (s: Session, args: { id: number; message: number }): Promise<Blob> => (await s.secrets.open()).files.get(args.id, args.message)

/** What shows the operator that one message was sent so, for the person to hand on. */
export const reportSecret = async (s: Session, args: { id: number; message: number }): Promise<Blob> => (await s.secrets.open()).report(args.id, args.message)

/** Notes that the person opens what a message carries. */
export const openSecret = async (s: Session, args: { id: number; message: number }): Promise<void> => (await s.secrets.open()).opened(args.id, args.message)

/** After how many seconds of having been read what is written from now on goes; 0 is never. */
export const setSecretTimer = async (s: Session, args: { id: number; seconds: number }): Promise<void> =>
  (await s.secrets.open()).setTimer(args.id, args.seconds)

/** Deletes messages on both sides. */
export const deleteSecret = async (s: Session, args: { id: number; messages: readonly number[] }): Promise<void> =>
  (await s.secrets.open()).remove(args.id, args.messages)

/** Empties a chat on both sides. */
export const clearSecret = async (s: Session, args: { id: number }): Promise<void> => (await s.secrets.open()).clear(args.id)

export const readSecret = async (s: Session, args: { id: number; upTo: number }): Promise<void> => (await s.secrets.open()).read(args.id, args.upTo)

export const typeSecret = async (s: Session, args: { id: number; typing: boolean }): Promise<void> => (await s.secrets.open()).typing(args.id, args.typing)

export const getKeyPicture = async (s: Session, args: { id: number }): Promise<KeyPicture | undefined> => (await s.secrets.open()).picture(args.id)

export async function unlockSecrets(s: Session, args: { passphrase: string }): Promise<void> {
  await (await s.secrets.open()).unlock(args.passphrase)
  s.secrets.unlocked()
}

/** Sets a passphrase, another one, or none where passphrase is ''. */
export const setSecretPassphrase = async (s: Session, args: { old: string; passphrase: string }): Promise<void> =>
  (await s.secrets.begin()).setPassphrase(args.old, args.passphrase)

/** Forgets what is open until the passphrase is given again. */
export const lockSecrets = async (s: Session, _args: object): Promise<void> => (await s.secrets.open()).shut()
