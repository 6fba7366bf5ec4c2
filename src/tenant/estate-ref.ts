/**
 * Which repository, and through which installation of the App. `id`: GitHub's number of it, where a delivery told it; it stays when
 * the name changes.
 */
export type EstateRef = Readonly<{ owner: string; repo: string; installation: number; id?: number }>
