/** GitHub's REST API as one person uses it. */
export type Hub = Readonly<{
  get: <T>(path: string) => Promise<T>
  send: <T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown) => Promise<T>
  /** A text such as a log; empty when there is none. */
  text: (path: string) => Promise<string>
}>

/** GitHub said no; `message` is its own. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'Refused'
    this.status = status
  }
}

/** `path` is below the repository, as `/pulls`. */
export function openHub(repositoryUrl: string, token: string): Hub {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' }
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(repositoryUrl + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const read = async <T>(response: Response): Promise<T> => {
    const answer = (await response.json().catch(() => ({}))) as T & RefusalBody
    if (!response.ok) throw new Refused(response.status, explain(answer, response.status))
    return answer
  }
  return {
    get: async (path) => read(await ask('GET', path)),
    send: async (method, path, body) => read(await ask(method, path, body)),
    async text(path) {
      const response = await ask('GET', path)
      const text = await response.text()
      return response.ok ? text : ''
    },
  }
}

type RefusalBody = Readonly<{ message?: string; errors?: readonly (string | { message?: string })[] }>

function explain({ message, errors = [] }: RefusalBody, status: number): string {
  const details = errors.map((error) => (typeof error === 'string' ? error : (error.message ?? '')))
  return [message ?? `GitHub answered ${status}.`, ...details.filter((detail) => detail !== '')].join(' ')
}
