import { randomBytes } from 'node:crypto'
import type { GitHub } from '../github.ts'
import type { Permissions, Token } from '../memory/account.ts'
import type { Installation } from '../memory/app.ts'

/** GitHub's prefixes, so that secret scanners and readers know what they see. */
export function newUserToken(github: GitHub, login: string): string {
  return keep(github, 'ghp_', { kind: 'user', login })
}

/** Lives one hour, as GitHub's do. */
export function newInstallationToken(
  github: GitHub,
  installation: Installation,
  limits: Readonly<{ permissions: Permissions; repositoryIds: readonly number[] | null }>,
): Readonly<{ token: string; expiresAt: Date }> {
  const expiresAt = new Date(github.now().getTime() + 3_600_000)
  const token = keep(github, 'ghs_', {
    kind: 'installation',
    installationId: installation.id,
    ...limits,
    expiresAt,
  })
  return { token, expiresAt }
}

function keep(github: GitHub, prefix: string, token: Token): string {
  const text = prefix + randomBytes(27).toString('base64url').replace(/[-_]/g, 'x').slice(0, 36)
  github.memory.tokens.set(text, token)
  return text
}
