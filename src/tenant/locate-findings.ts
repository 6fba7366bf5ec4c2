import type { EstateFile } from './estate-file.ts'
import type { Finding } from './finding.ts'
import { pointerSteps } from './pointer.ts'
import { readYaml, type Position, type YamlFile } from './yaml/file.ts'

/**
 * Gives findings that only know a file and a JSON pointer (capacity, policy) their line. A field that the file
 * leaves out is found at the nearest one that is there.
 */
export function locateFindings(
  findings: readonly Finding[],
  files: readonly EstateFile[],
): readonly Finding[] {
  if (findings.length === 0) return findings
  const read = new Map<string, YamlFile | undefined>()
  const yamlOf = (path: string): YamlFile | undefined => {
    if (!read.has(path)) {
      const file = files.find((candidate) => candidate.path === path)
      read.set(path, file === undefined ? undefined : readYaml(file))
    }
    return read.get(path)
  }
  return findings.map((finding) => {
    if (finding.pointer === '' || finding.line > 1 || finding.column > 1) return finding
    const yaml = yamlOf(finding.file)
    return yaml === undefined ? finding : { ...finding, ...place(yaml, finding.pointer) }
  })
}

/** What the file does not say itself comes with its tier. */
function place(yaml: YamlFile, pointer: string): Position {
  const [field = ''] = pointerSteps(pointer)
  const own = typeof yaml.value === 'object' && yaml.value !== null && Object.hasOwn(yaml.value, field)
  return yaml.locate(own || !fromTier.includes(field) ? pointer : '/tier')
}

const fromTier = ['quotas', 'features', 'models']
