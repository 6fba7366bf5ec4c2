import { delimiter, dirname } from 'node:path'
import { findTerraform } from '../../terraform/find.ts'
import { installTerraform } from '../../terraform/install.ts'
import { cliConfig } from '../../terraform/mirror.ts'
import { offer } from './offer.ts'
import { tryCommand } from './programs.ts'
import type { Part, Setting } from './part.ts'

/** The Terraform of this machine, or a fetched one, with its providers from a mirror where the machine has one. */
export async function findTools({ home, env }: Setting): Promise<Part> {
  const found = await findTerraform(env, home)
  let program: string
  try {
    program = found ?? (await installTerraform({ home, mirror: env.LANDLORD_TERRAFORM_MIRROR }))
  } catch (error) {
    return {
      offer: offer.off(
        error instanceof Error ? error.message : String(error),
        'Install Terraform or OpenTofu onto PATH.',
      ),
    }
  }
  const config = await cliConfig(env, home)
  const settings = { ...(config !== undefined && { TF_CLI_CONFIG_FILE: config }) }
  const version = await tryCommand(program, ['version'], { ...env, ...settings, CHECKPOINT_DISABLE: '1' })
  const providers = config === undefined ? 'providers from the registry' : `providers as ${config} says`
  return {
    offer: offer.on(`${version.line} at ${program}, ${providers}`),
    // A fetched Terraform lies where no PATH leads.
    env: {
      ...settings,
      // Go collects garbage less often: of the seconds in which the AWS provider starts that is a fifth.
      GOGC: '400',
      ...(found === undefined && { PATH: [dirname(program), env.PATH ?? ''].join(delimiter) }),
    },
  }
}
