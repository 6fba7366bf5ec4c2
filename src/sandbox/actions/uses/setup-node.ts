import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Action } from './action.ts'

/** `actions/setup-node`: the Node that is at hand, and a warning when another was asked for. */
export const setupNode: Action = {
  inputs: ['node-version', 'node-version-file'],
  ignored: ['cache', 'cache-dependency-path', 'check-latest', 'registry-url', 'package-manager-cache'],
  async run({ inputs, desk, exec, output }) {
    const lines: string[] = []
    const code = await exec(['node', '--version'], { onLine: (line) => lines.push(line) })
    const [version = ''] = lines
    if (code !== 0) throw new Error('There is no node on the PATH of the sandbox.')
    const file = inputs['node-version-file']
    const asked =
      inputs['node-version'] ?? (file && (await readFile(resolve(desk.workspace, file), 'utf8')).trim())
    output.line(`The sandbox downloads no Node: it uses ${version}, which is at hand.`)
    const major = /^v?(\d+)/.exec(asked ?? '')?.[1]
    if (major !== undefined && !version.startsWith(`v${major}.`))
      output.line(`::warning::The workflow asks for Node ${asked ?? ''}; the sandbox has ${version}.`)
    output.setOutput('node-version', version)
  },
}
