import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isBuild, programFile } from '../../estate/program-file.ts'
import { packageRoot } from '../../estate/template.ts'
import { landlordVersion } from '../../estate/version.ts'
import { rememberSound, soundExpressions, type SoundExpression } from '../../expression/sound-expressions.ts'
import type { KnownFiles } from '../../git/working-tree.ts'
import type { EstateCheck, EstateMemory } from '../../review/check-estate.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import { lazily } from '../../tenant/once.ts'
import { keptOf, knowSound, type KeptValue } from '../../tenant/yaml/file.ts'
import { cacheFile, sha256 } from './cache-file.ts'
import { fileStamps } from './file-stamps.ts'
import { packer, unpacker, type Kind, type PackedTenant } from './packed-memory.ts'

/** What the last check of an estate came to, kept for as long as its rules, the day and Landlord stay the same. */
export type CheckMemory = Readonly<{
  /** Tenant files that lie as they lay. */
  files: KnownFiles
  known: EstateMemory | undefined
  /** Keeps what a check came to that was told of `files` and `known`. */
  save: (check: EstateCheck) => void
}>

/** `rules`: all of the estate's. */
export function loadCheckMemory(repo: string, rules: readonly EstateFile[], now: Date): CheckMemory {
  const file = cacheFile('check', repo)
  const besides = cacheFile('check-since', repo)
  const key = keyOf(rules, now)
  const whole = file.read(key) as Whole | undefined
  const since = whole && (besides.read(whole.id) as Since | undefined)
  if (whole !== undefined) rememberRules(rules, whole)
  const kinds = [...(whole?.kinds ?? []), ...(since?.kinds ?? [])]
  const kept = new Map<string, PackedTenant>()
  for (const tenants of [whole?.tenants ?? [], since?.tenants ?? []])
    for (const tenant of tenants) kept.set(tenant[0], tenant)
  const unpack = unpacker(kinds)
  const stamps = fileStamps((path) => kept.get(path), now)
  return {
    files: stamps,
    known: whole && {
      rules: whole.rules,
      at: (path) => {
        const packed = kept.get(path)
        return packed && unpack(packed)
      },
    },
    save: ({ tenants, memory: { rules: checked, judged } }) => {
      if (whole !== undefined && judged.size === 0 && stamps.learnt.size === 0) return
      const { pack, kinds: all } = packer(kinds)
      const packed = (tenant: EstateFile): readonly PackedTenant[] => {
        const stamp = stamps.learnt.get(tenant.path)
        const check = judged.get(tenant)
        if (check !== undefined) return [pack(tenant, check, stamp ?? '')]
        const before = kept.get(tenant.path)
        return before === undefined ? [] : [stamp === undefined ? before : restamp(before, stamp)]
      }
      const recent = new Set([...(since?.tenants ?? []).map(([path]) => path), ...stamps.learnt.keys()])
      const changed = tenants.filter((tenant) => recent.has(tenant.path) || judged.has(tenant))
      const gone = Math.max(0, kept.size - tenants.length)
      if (whole !== undefined && changed.length + gone <= kept.size * mostBesides) {
        const some = changed.flatMap(packed)
        besides.save(whole.id, { kinds: all().slice(whole.kinds.length), tenants: some } satisfies Since)
      } else {
        const every = tenants.flatMap(packed)
        file.save(key, {
          ...{ id: randomUUID(), rules: checked },
          ...{ expressions: soundExpressions(), held: heldIn(rules), kinds: all(), tenants: every },
        } satisfies Whole)
      }
    },
  }
}

/** Written seldom, and then as a whole. */
type Whole = Readonly<{
  id: string
  rules: EstateMemory['rules']
  /** Of the rules. */
  expressions: readonly SoundExpression[]
  /** What files of rules hold, by path. */
  held: readonly (readonly [path: string, held: KeptValue])[]
  kinds: readonly Kind[]
  tenants: readonly PackedTenant[]
}>

/** Rules in which nothing was wrong are neither parsed nor held to their schemas again, only made of what they hold. */
function rememberRules(rules: readonly EstateFile[], { rules: { pools }, expressions, held }: Whole): void {
  rememberSound(expressions)
  if (pools === undefined) return
  const holds = new Map(held)
  for (const file of rules) {
    const kept = holds.get(file.path)
    if (kept !== undefined) knowSound(file, kept)
  }
}

const heldIn = (rules: readonly EstateFile[]): Whole['held'] =>
  rules.flatMap((file) => {
    const kept = keptOf(file)
    return kept === undefined ? [] : [[file.path, kept] as const]
  })

/** What has changed since then, written every time: its kinds follow those of the whole. */
type Since = Pick<Whole, 'kinds' | 'tenants'>

/** Of all tenants; where more have changed, all are written again. */
const mostBesides = 1 / 20

const restamp = (tenant: PackedTenant, stamp: string): PackedTenant => {
  const [path, blob, mode, before, ...rest] = tenant
  return stamp === before ? tenant : [path, blob, mode, stamp, ...rest]
}

function keyOf(rules: readonly EstateFile[], now: Date): string {
  const files = rules.map(({ path, mode, blob }) => `${mode} ${blob} ${path}`)
  const day = now.toISOString().slice(0, 10)
  return sha256([landlordVersion(), process.version, thisLandlord(), day, ...files].join('\n'))
}

/** A clone changes without a new version, and so may a build. A process goes on as it began. */
const thisLandlord = lazily((): string => {
  // The first file of a build names all others by their digests.
  if (isBuild) return sha256(readFileSync(programFile('cli/main'), 'utf8'))
  const source = join(packageRoot(), 'src')
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const times = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs)
  return `${files.length} ${Math.max(...times)}`
})
