/** Characters in a line of text for people; no longer than an eye follows. */
export const pageWidth = (): number => Math.min(process.stdout.columns || 110, 120)
