/** What was chosen to be sent, before it is looked at. */
export interface Attached {
  readonly files: readonly File[]
  readonly as: 'picture' | 'file'
  readonly caption: string
  /** The message whose media one of them is to replace. */
  readonly replaces?: number
}

/** The files that were pasted or dropped. */
export const filesOf = (data: DataTransfer | null): File[] => [...(data?.files ?? [])]
