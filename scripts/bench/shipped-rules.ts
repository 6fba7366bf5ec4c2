import { loadTemplate } from '../../src/estate/template.ts'
import { readRules, type Rules } from '../../src/review/read-rules.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'

export function shippedRules(): Rules {
  const files = loadTemplate({ examples: false })
    .filter(({ path }) => path.startsWith('.github/landlord/'))
    .map(({ path, text }) => asFile(path, Buffer.from(text)))
  const { rules } = readRules(files)
  if (rules === undefined) throw new Error('The rules that Landlord ships are broken.')
  return rules
}

export const asFile = (path: string, bytes: Buffer): EstateFile => ({
  ...{ path, blob: '', mode: '100644', size: bytes.length, bytes },
})
