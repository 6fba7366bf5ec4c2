/** Which repository, and through which installation of the App. */
export type EstateRef = Readonly<{ owner: string; repo: string; installation: number }>
