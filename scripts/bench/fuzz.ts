import { tenantChecker } from '../../src/review/check-tenant.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import type { Finding } from '../../src/tenant/finding.ts'
import { generateTenants, random } from './check-estate.ts'
import { spoil } from './fuzz-edits.ts'
import { asFile, shippedRules } from './shipped-rules.ts'

export type FuzzReport = Readonly<{
  files: number
  seed: number
  /** How many have findings. */
  refused: number
  /** Milliseconds of the slowest file, when it was judged alone for the second time. */
  slowest: number
  failures: readonly string[]
}>

/** Judges spoilt tenant files as `landlord check` does; the same seed gives the same files. */
export function benchFuzz({ files, seed }: Readonly<{ files: number; seed: number }>): FuzzReport {
  const next = random(seed)
  const checkOne = tenantChecker(shippedRules(), '2026-11-21')
  const good = generateTenants(50)
  const failures: string[] = []
  let refused = 0
  let slowest = 0
  for (let index = 0; index < files; index += 1) {
    const { path, text } = good[index % good.length] ?? { path: '', text: '' }
    const file = asFile(path, spoil(Buffer.from(text), next))
    try {
      const began = performance.now()
      const { findings } = checkOne(file)
      const took = performance.now() - began
      // The first of its kind compiles, and another process may have had the core: the second look is the file's own.
      if (took > slowest) slowest = Math.max(slowest, took > limit ? again(checkOne, file) : took)
      if (findings.length > 0) refused += 1
      failures.push(...findings.flatMap((finding) => misplaced(finding, file, `${index}`)))
    } catch (error) {
      failures.push(
        `file ${index}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
    }
  }
  if (slowest > limit) failures.push(`the slowest file took ${slowest.toFixed(0)} ms`)
  return { files, seed, refused, slowest, failures }
}

/** Milliseconds. */
const limit = 100

function again(checkOne: (file: EstateFile) => unknown, file: EstateFile): number {
  const began = performance.now()
  checkOne(file)
  return performance.now() - began
}

/** Lines end with \n, and the place behind the last character of a line counts as inside. */
function misplaced({ line, column, rule }: Finding, { bytes }: EstateFile, name: string): readonly string[] {
  const lines = new TextDecoder().decode(bytes).split('\n')
  if (lines.length > 1 && lines.at(-1) === '') lines.pop()
  const text = lines[line - 1]
  return text !== undefined && column >= 1 && column <= text.length + 1
    ? []
    : [`file ${name}: ${rule} stands at ${line}:${column}, which is not in the file`]
}

export const renderFuzz = ({ files, seed, refused, slowest, failures }: FuzzReport): string =>
  [
    `${files} spoilt tenant files (seed ${seed}): ${refused} with findings, ${files - refused} still fine; the slowest took ${slowest.toFixed(1)} ms.`,
    ...(failures.length === 0 ? ['None ended Landlord, and every finding stands in its file.'] : failures),
  ].join('\n')
