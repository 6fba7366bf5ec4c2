import type { EstateRef } from '../../tenant/estate-ref.ts'
import { parseTenant } from '../../tenant/parse.ts'
import { parseSettings, settingsPath } from '../../tenant/settings/file.ts'
import type { Settings } from '../../tenant/settings/settings.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { loadDefaultBranch } from '../dispatch-run.ts'
import { loadFileAt } from './load-file-at.ts'
import type { GitHub } from '../octokit.ts'

/** The settings as the default branch has them at this moment; undefined: broken, or none. */
export const loadSettingsNow = async (github: GitHub, estate: EstateRef): Promise<Settings | undefined> =>
  parseSettings(await loadNow(github, estate, settingsPath)).settings

/** The tenant as the default branch has it at this moment; undefined: it cannot be read, or is not there. */
export async function loadTenantNow(
  github: GitHub,
  { estate, file }: Readonly<{ estate: EstateRef; file: string }>,
): Promise<Tenant | undefined> {
  const [settings, now] = await Promise.all([loadSettingsNow(github, estate), loadNow(github, estate, file)])
  return settings === undefined || now === undefined ? undefined : parseTenant(now, settings).tenant
}

const loadNow = async (github: GitHub, estate: EstateRef, path: string) =>
  loadFileAt(github, estate, { path, ref: await loadDefaultBranch(github, estate) })
