/** A request that GitHub would refuse, with its words. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly unknown[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly unknown[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.errors = more.errors
    this.headers = more.headers ?? {}
  }
}

export const notFound = (): Refusal => new Refusal(404, 'Not Found')

/** `Validation Failed`, with one error in GitHub's shape. */
export function invalid(
  resource: string,
  field: string,
  problem: { code: 'missing_field' | 'invalid' | 'already_exists' } | { message: string },
): Refusal {
  const error =
    'code' in problem ? { resource, field, ...problem } : { resource, field, code: 'custom', ...problem }
  return new Refusal(422, 'Validation Failed', { errors: [error] })
}

/** For what this sandbox does not do: it says so instead of pretending. */
export const notBuilt = (what: string): Refusal =>
  new Refusal(501, `The sandbox's GitHub does not do this: ${what}.`)
