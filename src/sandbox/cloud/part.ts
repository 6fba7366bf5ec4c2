import type { Offer } from './offer.ts'
import type { Service } from './service.ts'

/** What a part of the cloud is given to start with. */
export type Setting = Readonly<{
  home: string
  env: Readonly<Record<string, string | undefined>>
  keep: (service: Service) => void
}>

/** What there is to say about a part of the cloud, and what its users need to know. */
export type Part = Readonly<{ offer: Offer; env?: Readonly<Record<string, string>> }>
