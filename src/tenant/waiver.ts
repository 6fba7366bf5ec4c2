/** A rule of a pack that a tenant may break for a time, and who agreed to that. */
export type Waiver = Readonly<{
  /** `gdpr/retention` */
  rule: string
  /** ISO date, the last day on which it counts. */
  until: string
  reason: string
  /** E-mail of whoever answers for the exception; APPROVERS decides who must really approve it. */
  approvedBy: string
}>
