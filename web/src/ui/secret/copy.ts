/** Puts a text where it can be pasted from. */
export const copyText = (text: string): Promise<void> => navigator.clipboard.writeText(text).catch(() => {})
