import { tenantIdOf } from '../tenant/layout.ts'
import type { Approvers, Rule, Section } from './approvers.ts'
import { linesFor } from './lines-for.ts'

/**
 * Files that no line of any section says anything about. A line without owners says something: nobody has to be
 * asked. A condition is asked of tenants only, so elsewhere its lines say nothing.
 */
export const uncoveredPaths = (approvers: Approvers, paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !linesFor(approvers)(path).some(({ section, rules }) => speak(section, rules, path)))

function speak({ exclusions }: Section, rules: readonly Rule[], path: string): boolean {
  const isTenant = tenantIdOf(path) !== undefined
  return (
    rules.some(({ condition, covers }) => (condition === undefined || isTenant) && covers(path)) &&
    !exclusions.some((covers) => covers(path))
  )
}
