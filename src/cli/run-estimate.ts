import { evaluate } from '../review/evaluate.ts'
import { print, printJson } from './estate-options.ts'
import { estimateData } from './estimate-data.ts'
import { formatEstimate } from './format-estimate.ts'
import { loadLocalInput } from './local-input.ts'
import { pageWidth } from './page-width.ts'
import { paintStdout } from './paint.ts'
import { tellFindings } from './tell-findings.ts'

export type EstimateOptions = Readonly<{ repo: string; base?: string; format: 'text' | 'json' }>

export async function runEstimate(
  paths: readonly string[],
  { repo, base, format }: EstimateOptions,
): Promise<void> {
  const verdict = evaluate(await loadLocalInput(paths, { repo, base }))
  if (format === 'json') printJson(estimateData(verdict))
  else
    print(formatEstimate(verdict, { width: pageWidth(), paint: paintStdout(), compared: base !== undefined }))
  tellFindings(verdict)
}
