/** A part of the cloud that is there, or that is not and why, and how to get it. */
export type Offer =
  | Readonly<{ state: 'on'; says: string }>
  | Readonly<{ state: 'off'; says: string; because: string; fix: string }>

export const offer = {
  on: (says: string): Offer => ({ state: 'on', says }),
  off: (because: string, fix: string): Offer => ({ state: 'off', says: `${because}. ${fix}`, because, fix }),
}
