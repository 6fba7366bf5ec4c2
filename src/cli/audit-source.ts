import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkpoint } from '../audit/checkpoint.ts'
import { parseCheckpoint, parseExport, type Exported } from '../audit/export.ts'
import type { Registry } from '../registry/registry.ts'
import { UserError } from '../tenant/user-error.ts'
import { nameOf, withRegistry, type Names } from './registry-place.ts'

/** Where the chain is read from. */
export type AuditOptions = Readonly<{ from?: string; estate?: string }>

/** A chain, and what its digests mean where that is known. */
export type Loaded = Exported & Readonly<{ meanings: ReadonlyMap<string, string> }>

/** Of the export that the options name, or of the registry. */
export async function loadChain({ from, estate }: AuditOptions): Promise<Loaded> {
  if (from === undefined) return withEstate({ estate }, loadOnline)
  try {
    return { ...parseExport(readText(from)), meanings: new Map() }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UserError(`${from} is no export of an audit chain. ${error.message}`, {
      fix: 'Write one with "landlord audit export > chain.jsonl".',
      cause: error,
    })
  }
}

async function loadOnline(registry: Registry, estate: Names): Promise<Loaded> {
  const [entries, checkpoints, meanings] = await Promise.all([
    registry.auditEntries(estate),
    registry.auditCheckpoints(estate),
    registry.auditMeanings(estate),
  ])
  return { estate: nameOf(estate), entries, checkpoints, meanings }
}

/** One estate of the registry. `as` its owner: at DATABASE_ADMIN_URL where that is set. */
export const withEstate = <Answer>(
  { estate: wanted, as }: Readonly<{ estate: string | undefined; as?: 'owner' }>,
  work: (registry: Registry, estate: Names) => Promise<Answer>,
): Promise<Answer> =>
  withRegistry(async (registry) => work(registry, choose(await registry.everyEstate(), wanted)), as)

function choose(known: readonly Names[], wanted: string | undefined): Names {
  const chosen = known.filter((one) => wanted === undefined || nameOf(one) === wanted)
  const [estate, ...others] = chosen
  if (estate !== undefined && others.length === 0) return estate
  throw new UserError(
    `The registry has ${known.length === 0 ? 'no estate yet' : known.map(nameOf).join(', ')}.`,
    { fix: 'Name one of them with --estate owner/repo; DATABASE_URL says which registry.' },
  )
}

export const readAnchors = (folder: string): readonly Checkpoint[] =>
  readNames(folder).map((name) => readCheckpoint(join(folder, name)))

export function readCheckpoint(file: string): Checkpoint {
  try {
    return parseCheckpoint(readText(file))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UserError(`${file} is no checkpoint.`, {
      fix: 'They are in the folder "checkpoints" of a clone of the branch audit-anchors.',
      cause: error,
    })
  }
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch (cause) {
    throw new UserError(`${folder} cannot be read.`, { fix: 'Name a folder of checkpoints.', cause })
  }
}

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`${file} cannot be read.`, { fix: 'Name a file that is there.', cause })
  }
}
