import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { unzipSync } from 'fflate'
import type { Action } from './action.ts'

/** `actions/download-artifact`: one artifact of this run into a folder, or all of them, each into its own. */
export const downloadArtifact: Action = {
  inputs: ['name', 'path'],
  ignored: ['merge-multiple'],
  async run({ inputs, desk, scene, output }) {
    const folder = resolve(desk.workspace, inputs.path ?? '.')
    const names = inputs.name === undefined ? scene.artifacts.names() : [inputs.name]
    for (const name of names) {
      const zip = scene.artifacts.get(name)
      if (zip === undefined) throw new Error(`Artifact not found for name: ${name}`)
      const into = inputs.name === undefined ? join(folder, name) : folder
      for (const [path, content] of Object.entries(unzipSync(zip))) {
        const file = resolve(into, path)
        if (!file.startsWith(into + sep))
          throw new Error(`The artifact ${name} holds a path outside itself: ${path}`)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, content)
      }
      output.line(`Artifact ${name} is in ${into}.`)
    }
    output.setOutput('download-path', folder)
  },
}
