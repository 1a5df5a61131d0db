import { createSignal } from 'solid-js'
import type { Folder } from '../model/folder'
import { call, on } from './link'

const [folders, setFolders] = createSignal<readonly Folder[]>([])

export { folders }

export async function loadFolders(): Promise<void> {
  setFolders(await call('getFolders', {}))
}

on('folders', () => void loadFolders().catch(() => {})) // told again when they change
on('account', (a) => {
  if (a.state !== 'signedIn') setFolders([])
})
