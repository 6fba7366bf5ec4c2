import type { Cloud } from '../../storage/cloud.ts'
import type { State } from '../../terraform/state.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'
import type { TenantRun } from './tenant-run.ts'
import type { TenantLogins } from './verify-logins.ts'

/** Whom and what the checks look at. */
export type VerifySubject = Readonly<{
  run: TenantRun
  tenant: Tenant
  /** Undefined where AWS is off. */
  cloud: Cloud | undefined
  state: State
  logins: TenantLogins
}>

export function needed<Login>(login: Login | undefined): Login {
  if (login !== undefined) return login
  throw new UserError('The secret of the tenant holds no login.', { fix: 'Run "landlord configure".' })
}
