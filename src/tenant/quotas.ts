/** queriesPerMinute in queries/min, documentsPerMonth in documents/month, storageGiB in GiB. */
export type Quotas = Readonly<{ queriesPerMinute: number; documentsPerMonth: number; storageGiB: number }>
