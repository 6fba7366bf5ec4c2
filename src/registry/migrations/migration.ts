/** One step forward; the name is for people, its place in the list is its number. */
export type Migration = Readonly<{ name: string; sql: string }>
