import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSigned, keyName, leavesOf, rootOfEntries, type Checkpoint } from '../audit/checkpoint.ts'
import { parseCheckpoint, parseExport, renderExport, type Exported } from '../audit/export.ts'
import { inclusionProof } from '../audit/merkle.ts'
import { renderStory } from '../audit/render-story.ts'
import { verifyChain } from '../audit/verify.ts'
import { startEmbedded } from '../registry/embedded.ts'
import { openRegistry } from '../registry/registry.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'

export type AuditOptions = Readonly<{ from?: string; estate?: string; anchors?: string; key?: string }>

export async function verify(options: AuditOptions): Promise<void> {
  const read = await load(options)
  const anchored = options.anchors === undefined ? [] : readAnchors(options.anchors)
  const checkpoints = [...read.checkpoints, ...anchored]
  const keys = options.key === undefined ? undefined : [readText(options.key)]
  const verified = verifyChain(read.entries, { estate: read.estate, checkpoints, keys })
  if ('says' in verified) {
    process.stdout.write(`✗ ${read.estate}: ${clean(verified.says, 500)}.\n`)
    process.exitCode = 1
    return
  }
  const { entries, covered } = verified
  const open = entries - covered
  process.stdout.write(`✓ ${read.estate}: ${entries} entries, each follows the one before.\n`)
  const names = [...new Set(checkpoints.map(({ publicKey }) => keyName(publicKey)))]
  process.stdout.write(
    checkpoints.length === 0
      ? '! No checkpoint covers them: a chain that was written anew as a whole would look the same.\n'
      : `✓ ${checkpoints.length} checkpoints fit, signed by ${names.join(', ')}; the newest covers ${covered} entries${open === 0 ? '' : `, ${open} are newer`}.\n`,
  )
  if (keys === undefined && checkpoints.length > 0)
    process.stdout.write('! Each was checked with its own key: pass one that you kept with --key.\n')
}

export async function exportChain(options: AuditOptions): Promise<void> {
  process.stdout.write(renderExport(await load(options)))
}

export async function show(tenant: string, options: AuditOptions): Promise<void> {
  const { entries, meanings } = await load(options)
  const story = renderStory(tenant, entries, meanings)
  process.stdout.write(story.split('\n').map(printable).join('\n'))
}

export async function prove(seq: string, options: AuditOptions): Promise<void> {
  const { entries, checkpoints } = await load(options)
  const index = /^\d{1,15}$/.test(seq) ? Number(seq) : entries.length
  const entry = entries[index]
  if (entry === undefined)
    throw new UserError(`There is no entry ${clean(seq, 40)}; the last one is ${entries.length - 1}.`, {
      fix: 'See "landlord audit show TENANT" for the numbers.',
    })
  const checkpoint = checkpoints.at(-1)
  if (checkpoint === undefined || checkpoint.size <= index)
    throw new UserError(`No checkpoint covers entry ${index} yet.`, {
      fix: 'The app signs one every quarter of an hour while there is something new.',
    })
  const under = entries.slice(0, checkpoint.size)
  if (!isSigned(checkpoint) || rootOfEntries(under) !== checkpoint.root)
    throw new UserError('The newest checkpoint does not fit the chain, so nothing can be proven by it.', {
      fix: 'Run "landlord audit verify": it names the first bad entry.',
    })
  const proof = inclusionProof(leavesOf(under), index).map((hash) => Buffer.from(hash).toString('hex'))
  process.stdout.write(`${JSON.stringify({ entry, checkpoint, proof }, null, 2)}\n`)
}

type Loaded = Exported & Readonly<{ meanings: ReadonlyMap<string, string> }>

async function load({ from, estate }: AuditOptions): Promise<Loaded> {
  if (from === undefined) return loadOnline(estate)
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

async function loadOnline(wanted: string | undefined): Promise<Loaded> {
  const given = set(process.env.DATABASE_URL)
  const home = set(process.env.LANDLORD_HOME) ?? '.landlord'
  const embedded = given === undefined ? await startEmbedded(join(home, 'postgres')) : undefined
  try {
    const registry = await openRegistry(given ?? (await embedded?.database('landlord')) ?? '')
    try {
      const known = (await registry.knownEstates()).map(({ estate }) => estate)
      const nameOf = ({ owner, repo }: (typeof known)[number]): string => `${owner}/${repo}`
      const chosen = known.filter((one) => wanted === undefined || nameOf(one) === wanted)
      const [estate, ...others] = chosen
      if (estate === undefined || others.length > 0)
        throw new UserError(
          `The registry has ${known.length === 0 ? 'no estate yet' : known.map(nameOf).join(', ')}.`,
          { fix: 'Name one of them with --estate owner/repo; DATABASE_URL says which registry.' },
        )
      const [entries, checkpoints, meanings] = await Promise.all([
        registry.auditEntries(estate),
        registry.auditCheckpoints(estate),
        registry.auditMeanings(estate),
      ])
      return { estate: nameOf(estate), entries, checkpoints, meanings }
    } finally {
      await registry.close()
    }
  } finally {
    await embedded?.close()
  }
}

/** A variable set to nothing is a variable not set. */
const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

function readAnchors(folder: string): readonly Checkpoint[] {
  return readNames(folder).map((name) => {
    try {
      return parseCheckpoint(readText(join(folder, name)))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      throw new UserError(`${join(folder, name)} is no checkpoint.`, {
        fix: 'Pass the folder "checkpoints" of a clone of the branch audit-anchors.',
        cause: error,
      })
    }
  })
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch (cause) {
    throw new UserError(`${folder} cannot be read.`, { fix: 'Name a folder of checkpoints.', cause })
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`${file} cannot be read.`, { fix: 'Name a file that is there.', cause })
  }
}

/** Foreign words do nothing to a terminal; the indent stays. */
const printable = (line: string): string => `${/^ */.exec(line)?.[0] ?? ''}${clean(line, 1000)}`
