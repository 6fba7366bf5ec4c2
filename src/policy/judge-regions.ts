import { daysBetween } from '../tenant/day.ts'
import type { Finding } from '../tenant/finding.ts'
import { pointerStep } from '../tenant/pointer.ts'
import { settingsPath } from '../tenant/settings/file.ts'
import type { Settings } from '../tenant/settings/settings.ts'

/** Decisions on adequacy are taken, renewed and struck down; twice a year somebody looks. */
const staleAfterDays = 180

/** Regions whose legal standing nobody has looked at for half a year, on a day (ISO date): for those who keep the rules. */
export const judgeRegions = ({ regions }: Settings, on: string): readonly Finding[] =>
  Object.entries(regions).flatMap(([name, { jurisdiction, source, reviewedOn }]) => {
    if (reviewedOn === undefined || daysBetween(reviewedOn, on) <= staleAfterDays) return []
    return [
      {
        rule: 'settings/old-region',
        severity: 'info',
        file: settingsPath,
        line: 1,
        column: 1,
        pointer: `/regions${pointerStep(name)}/reviewedOn`,
        says: `That \`${name}\` is \`${jurisdiction}\` was last looked at on ${reviewedOn}, ${daysBetween(reviewedOn, on)} days ago.`,
        fix: `Hold it against ${source ?? 'the Commission’s list of adequacy decisions'}, then set \`reviewedOn\`.`,
      },
    ]
  })
