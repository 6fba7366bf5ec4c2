import { existsSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { Option, type Command } from 'commander'
import { UserError } from '../tenant/user-error.ts'

/** `--repo DIR`, and `--format` with the formats of the command; the first one is the default. */
export const addEstateOptions = (command: Command, formats: readonly string[]): Command =>
  command
    .option('--repo <dir>', 'the estate', '.')
    .addOption(new Option('--format <format>', 'how to print it').choices(formats).default(formats[0]))

/** The paths a person typed, as paths of the estate; undefined: all of it. */
export function parsePaths(paths: readonly string[], repo: string): ((path: string) => boolean) | undefined {
  if (paths.length === 0) return undefined
  const named = paths.map((path) => parsePath(path, repo))
  return (path) => named.some((name) => name === '' || path === name || path.startsWith(`${name}/`))
}

/** Relative to where one stands, or else to the top of the estate. */
function parsePath(path: string, repo: string): string {
  const root = resolve(repo)
  const full = [resolve(path), resolve(root, path)].find((candidate) => existsSync(candidate))
  if (full === undefined)
    throw new UserError(`There is no file or folder ${path}.`, {
      fix: 'Name a file of the estate, such as tenants/acme.yaml.',
    })
  const inside = relative(root, full)
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new UserError(`${path} is outside the estate ${repo}.`, { fix: 'Name the estate with --repo DIR.' })
  return inside.split(sep).join('/')
}

/** Data goes to stdout, and ends with a line end. */
export const print = (data: string): void =>
  void process.stdout.write(data.endsWith('\n') ? data : `${data}\n`)

export const printJson = (data: unknown): void => print(JSON.stringify(data, undefined, 2))

/** Words about the data go to stderr. */
export const tell = (words: string): void => void process.stderr.write(`${words}\n`)
