/**
 * A broken world that its reader can mend: what happened, and what to do next.
 * Any other thrown error is our own bug, and is shown as a delivery id only.
 */
export class UserError extends Error {
  readonly fix: string

  constructor(says: string, options: { fix: string; cause?: unknown }) {
    super(says, { cause: options.cause })
    this.name = 'UserError'
    this.fix = options.fix
  }
}
