import { tenantIdOf } from '../tenant/layout.ts'
import type { Approvers, Section } from './approvers.ts'

/**
 * Files that no line of any section says anything about. A line without owners says something: nobody has to be
 * asked. A condition is asked of tenants only, so elsewhere its lines say nothing.
 */
export const uncoveredPaths = (approvers: Approvers, paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !approvers.sections.some((section) => speaksOf(section, path)))

function speaksOf({ rules, exclusions }: Section, path: string): boolean {
  if (exclusions.some((covers) => covers(path))) return false
  const isTenant = tenantIdOf(path) !== undefined
  return rules.some(({ condition, covers }) => (condition === undefined || isTenant) && covers(path))
}
