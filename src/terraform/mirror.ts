import { access, mkdir, readdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/**
 * A folder that holds the AWS provider in Terraform's own mirror layout, for machines that reach no registry; named by
 * LANDLORD_PROVIDER_MIRROR, or found where Terraform and system packages put one.
 */
export async function findProviderMirror(env: Env): Promise<string | undefined> {
  const named = env.LANDLORD_PROVIDER_MIRROR ?? ''
  if (named !== '') return named
  const opt = await readdir('/opt').catch(() => [])
  const candidates = [
    join(homedir(), '.terraform.d', 'plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...opt.map((name) => join('/opt', name)),
  ]
  for (const folder of candidates) {
    if (await exists(join(folder, 'registry.terraform.io', 'hashicorp', 'aws'))) return folder
  }
  return undefined
}

/**
 * TF_CLI_CONFIG_FILE for Terraform: the user's own where it exists; else one that takes the AWS provider from a mirror
 * on this machine; else none, and Terraform asks the registry.
 */
export async function cliConfig(env: Env, home: string): Promise<string | undefined> {
  const given = env.TF_CLI_CONFIG_FILE ?? ''
  if (given !== '' && (await exists(given))) return given
  if (given === '' && (await exists(join(homedir(), '.terraformrc')))) return undefined
  const mirror = await findProviderMirror(env)
  if (mirror === undefined) return undefined
  await mkdir(home, { recursive: true })
  const file = join(home, 'terraform.rc')
  const include = 'include = ["registry.terraform.io/hashicorp/*"]'
  const exclude = include.replace('include', 'exclude')
  await writeFile(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n    ${include}\n  }\n  direct {\n    ${exclude}\n  }\n}\n`,
  )
  return file
}

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
