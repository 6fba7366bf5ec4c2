/** A person, an organisation or a bot. Logins are compared in lower case. */
export type Account = {
  readonly id: number
  readonly login: string
  readonly type: 'User' | 'Organization' | 'Bot'
  readonly name: string | null
  readonly email: string | null
  readonly createdAt: string
  /** Of an organisation: its members by lower-case login. */
  readonly members: Map<string, 'admin' | 'member'>
}

export type Team = {
  readonly id: number
  /** Login of the organisation. */
  readonly org: string
  readonly slug: string
  readonly name: string
  /** Slug of the team above, whose listing includes this team's members. */
  readonly parent: string | null
  /** Lower-case logins. */
  readonly members: Set<string>
  readonly createdAt: string
}

export const roles = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const
export type Role = (typeof roles)[number]

/** What a token opens. A workflow run's GITHUB_TOKEN is one of the `github-actions` App. */
export type Token =
  | Readonly<{ kind: 'user'; login: string }>
  | Readonly<{
      kind: 'installation'
      installationId: number
      permissions: Permissions
      /** Of the installation's repositories, only these; null = all. */
      repositoryIds: readonly number[] | null
      expiresAt: Date
    }>

/** `contents: write`, as in an App's manifest. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'admin'>>
