import { isSigned, rootOfEntries, type Checkpoint } from '../audit/checkpoint.ts'
import type { Entry } from '../audit/entry.ts'
import { flawOfProof, parseProof, proveConsistency, proveInclusion, type Proof } from '../audit/proof.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { loadChain, readCheckpoint, readText, type AuditOptions, type Loaded } from './audit-source.ts'

export async function prove(seq: string, options: AuditOptions): Promise<void> {
  const chain = await loadChain(options)
  const index = /^\d{1,15}$/.test(seq) ? Number(seq) : chain.entries.length
  const entry = chain.entries[index]
  if (entry === undefined)
    throw new UserError(`There is no entry ${clean(seq, 40)}; the last one is ${chain.entries.length - 1}.`, {
      fix: 'See "landlord audit show TENANT" for the numbers.',
    })
  const checkpoint = newestOf(chain)
  if (checkpoint === undefined || checkpoint.size <= index)
    throw new UserError(`No checkpoint covers entry ${index} yet.`, {
      fix: 'The app signs one every quarter of an hour while there is something new.',
    })
  print(proveInclusion(chain.entries, { entry, checkpoint }))
}

export async function extend(file: string, options: AuditOptions): Promise<void> {
  const older = readCheckpoint(file)
  const chain = await loadChain(options)
  const newer = newestOf(chain)
  if (newer === undefined || newer.size < older.size || older.size < 1)
    throw new UserError(
      `The newest checkpoint covers ${newer?.size ?? 0} entries, and the one in ${file} ${older.size}.`,
      {
        fix: 'Is it of this very estate? If so, entries are gone: run "landlord audit verify --anchors DIR".',
      },
    )
  const proof = proveConsistency(chain.entries, { older, newer })
  print(proof)
  tellFlaw(flawOfProof(proof, undefined))
}

export function checkProof(file: string, { key }: Readonly<{ key?: string }>): void {
  const proof = read(file)
  const flaw = flawOfProof(proof, key === undefined ? undefined : [readText(key)])
  tellFlaw(flaw)
  if (flaw !== undefined) return
  process.stdout.write(`✓ ${claimOf(proof)}.\n`)
  if (key === undefined)
    process.stdout.write('! It was checked with its own key: pass one that you kept with --key.\n')
}

const claimOf = (proof: Proof): string =>
  'entry' in proof
    ? `Entry ${proof.entry.seq} of ${clean(proof.checkpoint.estate, 140)} is under the checkpoint of ${proof.checkpoint.size} entries`
    : `What the checkpoint of ${proof.older.size} entries covered is the beginning of what the one of ${proof.newer.size} covers`

function tellFlaw(flaw: string | undefined): void {
  if (flaw === undefined) return
  process.stderr.write(`✗ ${clean(flaw, 300)}.\n`)
  process.exitCode = 1
}

function read(file: string): Proof {
  try {
    return parseProof(readText(file))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UserError(`${file} is no proof.`, {
      fix: '"landlord audit prove" and "landlord audit extend" print them.',
      cause: error,
    })
  }
}

/** Undefined: there is none. One that does not fit would prove nothing. */
function newestOf({ entries, checkpoints }: Loaded): Checkpoint | undefined {
  const newest = checkpoints.toSorted((one, other) => one.size - other.size).at(-1)
  if (newest === undefined || fits(newest, entries)) return newest
  throw new UserError('The newest checkpoint does not fit the chain, so nothing can be proven by it.', {
    fix: 'Run "landlord audit verify": it names the first bad entry.',
  })
}

const fits = (checkpoint: Checkpoint, entries: readonly Entry[]): boolean =>
  isSigned(checkpoint) &&
  checkpoint.size <= entries.length &&
  rootOfEntries(entries.slice(0, checkpoint.size)) === checkpoint.root

const print = (proof: Proof): void => void process.stdout.write(`${JSON.stringify(proof, null, 2)}\n`)
