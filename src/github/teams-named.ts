import { rulesFolder, type EstateFile } from '../tenant/estate-file.ts'

/**
 * Teams (`org/team`, lower case) that APPROVERS mentions anywhere. One too many costs a request; whether a
 * line is valid is judged where the file is parsed.
 */
export function teamsNamedBy(rules: readonly EstateFile[]): readonly string[] {
  const approvers = rules.find(({ path }) => path === `${rulesFolder}APPROVERS`)
  const lines = new TextDecoder().decode(approvers?.bytes).split('\n')
  const names = lines
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => [...line.matchAll(/(?<=^|\s)@([\w-]+\/[\w.-]+)/g)])
    .map(([, name = '']) => name.toLowerCase())
  return [...new Set(names)].sort()
}
