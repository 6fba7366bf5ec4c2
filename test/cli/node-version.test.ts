import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../..')
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  engines: { node: string }
}

/** As a Node of that version would say; a hook may find an older one in PATH than its user does. */
const on = (version: string) =>
  spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`,
      ...[join(root, 'src/cli/main.ts'), '--version'],
    ],
    { encoding: 'utf8' },
  )

test('a Node that is too old is named, with the one that is needed', () => {
  const needed = engines.node.replace('>=', '')
  const { status, stdout, stderr } = on('20.20.2')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toBe(
    `landlord: it needs Node ${needed}, and this is Node 20.20.2 (${process.execPath}).\n  Install Node ${needed}, or put it first in PATH.\n`,
  )
})

test.each(['24.0.0', '26.1.0'])('Node %s is new enough', (version) => {
  expect(on(version)).toMatchObject({ status: 0, stderr: '' })
})
