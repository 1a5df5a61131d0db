/** How long the server takes changes of a message. */
export const editableSeconds = 48 * 3600
