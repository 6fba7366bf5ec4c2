/** Exact money: minor units (paisa, cent) as a whole number, never a float. */
export type Money = Readonly<{ currency: Currency; minor: bigint }>

export type Currency = 'INR' | 'USD' | 'EUR' | 'GBP'
