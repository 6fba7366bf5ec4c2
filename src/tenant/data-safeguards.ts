/**
 * What a declaration says is done to protect its data. Absent = nothing is said, which no rule takes for a yes.
 * Dates are ISO dates; references name a document in the company's own register.
 */
export type DataSafeguards = Readonly<{
  encryption?: Encryption | undefined
  accessControl?: AccessControl | undefined
  auditLog?: AuditLog | undefined
  /** Days for which policies and records about the data's protection are kept. */
  documentationDays?: number | undefined
  /** Data protection impact assessment. */
  dpia?: Dated | undefined
  /** Reference of the business associate agreement with the covered entity (HIPAA). */
  baa?: string | undefined
  pan?: CardNumbers | undefined
  /** Penetration test that showed tenants to be apart (PCI DSS). */
  segmentationTest?: Dated | undefined
  /** Only for a Significant Data Fiduciary (DPDP Act s. 10). */
  significantFiduciary?: Readonly<{ dpoCountry: string; audit?: Dated | undefined }> | undefined
  /** Payment data of an Indian payment system (RBI, April 2018). */
  paymentSystem?: boolean | undefined
}>

export type DataCategory = 'personal' | 'special' | 'phi' | 'pan' | 'financial'

type Dated = Readonly<{ reference: string; date: string }>

type Encryption = Readonly<{
  atRest?: boolean | undefined
  inTransit?: boolean | undefined
  /** Whose key it is; a key per tenant is what lets a tenant's data be shredded by deleting its key. */
  key?: 'tenant' | 'platform' | undefined
  /** Categories that are encrypted field by field, so that whoever reads the disk or the table reads nothing. */
  fieldLevel?: readonly DataCategory[] | undefined
  /** Reference of the document that says why something is not encrypted. */
  exception?: string | undefined
}>

type AccessControl = Readonly<{
  /** Access is given by role, to named people, and no wider than their work asks for. */
  roles?: boolean | undefined
  /** Every access needs a second factor. */
  mfa?: boolean | undefined
  /** When somebody last looked through who has access. */
  reviewedOn?: string | undefined
}>

type AuditLog = Readonly<{
  retentionDays: number
  /** Days that can be searched at once, without fetching an archive. */
  onlineDays?: number | undefined
}>

type CardNumbers = Readonly<{
  protection?: 'tokenised' | 'fieldEncrypted' | undefined
  /** Card verification code, full track or PIN, after authorisation. */
  sensitiveAuthenticationData?: boolean | undefined
  /** Reference of who answers for which requirement: tenant, platform or processor. */
  responsibilityMatrix?: string | undefined
}>
