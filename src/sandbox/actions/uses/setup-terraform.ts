import { mkdir, symlink } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import type { Action } from './action.ts'

/** `hashicorp/setup-terraform`: the terraform or tofu at hand; `terraform` calls tofu where there is only that. */
export const setupTerraform: Action = {
  inputs: ['terraform_version', 'terraform_wrapper'],
  ignored: ['cli_config_credentials_hostname', 'cli_config_credentials_token'],
  async run({ inputs, desk, env, exec, output }) {
    if (inputs.terraform_wrapper !== 'false')
      output.line(
        '::notice::The sandbox has no wrapper around terraform: its outputs stdout and stderr stay empty.',
      )
    const found = findProgram(['terraform', 'tofu'], env.PATH ?? '')
    if (found === undefined)
      throw new Error(
        'Neither terraform nor tofu is on the PATH of the sandbox. Install one of them and start it again.',
      )
    if (found.name === 'tofu') {
      const folder = join(desk.temp, 'terraform')
      await mkdir(folder, { recursive: true })
      await symlink(found.file, join(folder, 'terraform'))
      desk.path = [folder, ...desk.path]
    }
    const lines: string[] = []
    await exec([found.file, 'version'], { onLine: (line) => lines.push(line) })
    output.line(`The sandbox downloads no Terraform: it uses ${lines[0] ?? found.name} at ${found.file}.`)
    const asked = inputs.terraform_version
    if (asked !== undefined && !(lines[0] ?? '').includes(asked))
      output.line(`::warning::The workflow asks for Terraform ${asked}.`)
  },
}

function findProgram(
  names: readonly string[],
  path: string,
): Readonly<{ name: string; file: string }> | undefined {
  for (const name of names)
    for (const folder of path.split(delimiter))
      if (folder !== '' && existsSync(join(folder, name))) return { name, file: join(folder, name) }
  return undefined
}
