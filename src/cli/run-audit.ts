import { keyName } from '../audit/checkpoint.ts'
import { renderExport } from '../audit/export.ts'
import { renderStory } from '../audit/render-story.ts'
import { verifyChain } from '../audit/verify.ts'
import { clean } from '../tenant/markdown.ts'
import { loadChain, readAnchors, readText, type AuditOptions } from './audit-source.ts'

export type VerifyOptions = AuditOptions & Readonly<{ anchors?: string; key?: string }>

export async function verify(options: VerifyOptions): Promise<void> {
  const read = await loadChain(options)
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
  process.stdout.write(renderExport(await loadChain(options)))
}

export async function show(tenant: string, options: AuditOptions): Promise<void> {
  const { entries, meanings } = await loadChain(options)
  const story = renderStory(tenant, entries, meanings)
  process.stdout.write(story.split('\n').map(printable).join('\n'))
}

/** Foreign words do nothing to a terminal; the indent stays. */
const printable = (line: string): string => `${/^ */.exec(line)?.[0] ?? ''}${clean(line, 1000)}`
