import { ask, type Reply, type Request } from './ask.ts'
import { granted, yes, type Answer } from './store.ts'

/** Of the APIs that are called, all of them: github.com/pinecone-io/pinecone-api, folder 2026-04. */
export const version = { 'x-pinecone-api-version': '2026-04' } as const

/** A service account of a Pinecone organisation, and where it is asked. */
export type Account = Readonly<{
  /** https://api.pinecone.io */
  api: string
  /** https://login.pinecone.io */
  login: string
  id: string
  secret: string
}>

type Project = Readonly<{ id: string; name: string; created_at?: string }>

/** Its value is told once, when it is made. */
export type ProjectKey = Readonly<{ id: string; name: string; roles: readonly string[] }>

/** What a key of a project may be: of those the Admin API knows, the three that are used. */
export type Role = 'ProjectEditor' | 'DataPlaneEditor' | 'DataPlaneViewer'

export type Admin = ReturnType<typeof openAdmin>

/** Projects and their keys, by Pinecone's Admin API; it reaches no vector. */
export function openAdmin(account: Account) {
  const bearer = bearerOf(account)
  const call = async (path: string, request: Omit<Request, 'headers'> = {}): Promise<Answer<Reply>> => {
    const headers = { ...version, authorization: `Bearer ${await bearer()}` }
    return ask(new URL(`/admin${path}`, account.api), { ...request, headers })
  }
  const listed = async (path: string): Promise<readonly unknown[]> => {
    const answer = await call(path)
    return answer.said === 'missing' ? [] : ((granted(answer).body as { data?: unknown[] }).data ?? [])
  }
  const remove = async (path: string): Promise<void> => {
    const answer = await call(path, { method: 'DELETE' })
    if (answer.said !== 'missing') granted(answer)
  }
  return {
    /** Oldest first, so that all who look agree which is the one, should two of a name have been made at once. */
    projects: async (): Promise<readonly Project[]> =>
      ((await listed('/projects')) as readonly Project[]).toSorted((one, other) =>
        ageOf(one).localeCompare(ageOf(other)),
      ),
    createProject: async (name: string): Promise<void> => {
      granted(await call('/projects', { method: 'POST', body: { name }, once: true }))
    },
    deleteProject: (id: string) => remove(`/projects/${id}`),
    keys: async (project: string) => (await listed(`/projects/${project}/api-keys`)) as readonly ProjectKey[],
    createKey: async (
      project: string,
      name: string,
      role: Role,
    ): Promise<Readonly<{ id: string; value: string }>> => {
      const body = { name, roles: [role] }
      const made = granted(await call(`/projects/${project}/api-keys`, { method: 'POST', body, once: true }))
      const { key, value } = made.body as { key: ProjectKey; value: string }
      return { id: key.id, value }
    },
    deleteKey: (id: string) => remove(`/api-keys/${id}`),
  }
}

const ageOf = ({ created_at = '', id }: Project): string => `${created_at} ${id}`

/** A token of OAuth's client credentials; it is asked for anew a minute before it ends. */
function bearerOf({ api, login, id, secret }: Account): () => Promise<string> {
  let held: Readonly<{ token: string; until: number }> | undefined
  return async () => {
    if (held !== undefined && held.until > Date.now()) return held.token
    const body = {
      ...{ client_id: id, client_secret: secret, grant_type: 'client_credentials' },
      audience: new URL('/', api).href,
    }
    const answer = await ask(new URL('/oauth/token', login), { method: 'POST', body, headers: version })
    const { access_token: token, expires_in: seconds } = granted(answer).body as {
      access_token: string
      expires_in: number
    }
    held = { token, until: Date.now() + (seconds - 60) * 1000 }
    return token
  }
}

/** Names of projects, should an API key pass for a service account: it must not. */
export async function projectsSeenWith(api: string, key: string): Promise<Answer<readonly string[]>> {
  const headers = { ...version, authorization: `Bearer ${key}` }
  const answer = await ask(new URL('/admin/projects', api), { headers })
  return answer.said === 'yes'
    ? yes(((answer.value.body as { data?: readonly Project[] }).data ?? []).map(({ name }) => name))
    : answer
}
