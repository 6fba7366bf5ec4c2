import { openCloud } from '../../storage/cloud.ts'
import { loadSecret } from '../../storage/secrets.ts'
import { isEmulator } from '../../terraform/workspace.ts'
import { UserError } from '../../tenant/user-error.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A PostgreSQL of a tenant's own, as Terraform's outputs have it. */
export type InstanceAt = Readonly<{
  /** host:port/database */
  address: string
  /** ARN of the secret in which RDS keeps its password. */
  secret: string
  region: string
}>

/** The operator's URL of it. RDS refuses what is not encrypted, and Node has to know its authority (NODE_EXTRA_CA_CERTS). */
export async function instanceUrl({ address, secret, region }: InstanceAt, env: Env): Promise<string> {
  // No emulator starts a server, so that of a test stands in; in AWS itself the variable means nothing.
  const standIn = env.LANDLORD_EMULATED_INSTANCE_URL ?? ''
  if (isEmulator(env) && standIn !== '') return standIn
  const cloud = openCloud({ region, endpoint: env.AWS_ENDPOINT_URL })
  try {
    const login = await loadSecret(cloud, secret, parseMasterSecret)
    if (login === undefined)
      throw new UserError('The secret in which RDS keeps the password of the tenant’s instance holds none.', {
        fix: `Look at ${secret} in Secrets Manager: may this role read it?`,
      })
    const words = [login.username, login.password].map(encodeURIComponent).join(':')
    return `postgresql://${words}@${address}?sslmode=verify-full`
  } finally {
    cloud.close()
  }
}

/** As RDS writes it. */
function parseMasterSecret(value: unknown): Readonly<{ username: string; password: string }> | undefined {
  const { username, password } = (value ?? {}) as Readonly<Record<string, unknown>>
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined
}
