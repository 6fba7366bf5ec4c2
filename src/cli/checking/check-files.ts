import { loadEstate, loadRuleFiles, loadTenantFiles } from '../../git/working-tree.ts'
import { checkEstate, type EstateCheck } from '../../review/check-estate.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import { loadCheckMemory } from './check-memory.ts'

export type CheckedFiles = Readonly<{ files: readonly EstateFile[]; check: EstateCheck }>

/** Every file of an estate, judged as of now. */
export function checkAnew(repo: string, now: Date): CheckedFiles {
  const files = loadEstate(repo)
  return { files, check: checkEstate({ files, on: now.toISOString() }) }
}

/** The same with the help of what the last check came to, which hangs on the rules: they are read first. */
export function checkAgain(repo: string, now: Date): CheckedFiles {
  const rules = loadRuleFiles(repo)
  const memory = loadCheckMemory(repo, rules, now)
  const files = [...rules, ...loadTenantFiles(repo, memory.files)]
  const check = checkEstate({ files, on: now.toISOString() }, memory.known)
  memory.save(check)
  return { files, check }
}
