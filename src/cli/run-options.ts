import { Option, type Command } from 'commander'
import { resolve } from 'node:path'
import { UserError } from '../tenant/user-error.ts'

/** What every command of the provisioning workflow takes. */
export type RunOptions = Readonly<{
  operation: string
  /** Undefined: the working tree as it is, on one's own machine. */
  sha: string | undefined
  repo: string
  out: string | undefined
}>

/** Operations of one's own machine, which no registry knows. */
const localOperation = 'op_local000000000000000'

export const addRunOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--operation <id>', 'operation this run works for').default(localOperation, 'a local one'),
    )
    .option('--sha <commit>', 'take everything from this commit instead of the working tree')
    .option('--repo <dir>', 'the estate', '.')
    .option('--out <file>', 'write result.json here, and add to one of the same operation')

/** As commander hands them over. */
export type RawRunOptions = Readonly<{ operation: string; sha?: string; repo: string; out?: string }>

/** Inputs of a workflow come from outside: nothing is done with them before they have the shape they must have. */
export function parseRunOptions(id: string, raw: RawRunOptions): RunOptions {
  parseTenantId(id)
  hold(raw.operation, /^op_[a-z0-9]{20}$/, 'an operation id (op_ and 20 lower-case letters or digits)')
  if (raw.sha !== undefined) parseSha(raw.sha)
  return {
    operation: raw.operation,
    sha: raw.sha,
    repo: resolve(raw.repo),
    out: raw.out === undefined ? undefined : resolve(raw.out),
  }
}

export const parseTenantId = (id: string): string =>
  hold(id, /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/, 'a tenant id (3 to 40 lower-case letters, digits and hyphens)')

export const parseSha = (sha: string): string =>
  hold(sha, /^[0-9a-f]{40}$/, 'a full commit SHA (40 hex digits)')

export const parseDigest = (digest: string): string =>
  hold(digest, /^[0-9a-f]{64}$/, 'a SHA-256 (64 hex digits)')

function hold(value: string, shape: RegExp, what: string): string {
  if (shape.test(value)) return value
  throw new UserError(`${JSON.stringify(value.slice(0, 80))} is not ${what}.`, {
    fix: 'Nothing was done. See --help for an example.',
  })
}
