import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../..')
let folder: string
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'landlord-scripts-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

function run(
  script: string,
  args: readonly string[],
  path = process.env.PATH,
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, NODE_OPTIONS: '', PATH: path } }
    execFile(process.execPath, [join(root, 'scripts', script), ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

describe('lint-workflows', () => {
  const sha = 'a'.repeat(40)
  const workflow = (step: string) => `on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - ${step}
`
  test.each([
    { says: 'a pinned action passes', step: `uses: actions/checkout@${sha}`, code: 0, err: '' },
    {
      says: 'an action by its tag is refused',
      step: 'uses: actions/checkout@v4',
      code: 1,
      err: 'w.yml:6:15: actions/checkout@v4 is not pinned',
    },
    { says: 'an action of the checkout itself passes', step: 'uses: ./here', code: 0, err: '' },
    {
      says: "the linter's own findings are located",
      step: 'run: echo ${{ github.nope }}',
      code: 1,
      err: 'w.yml:6:23: property "nope" is not defined',
    },
  ])('$says', async ({ step, code, err }) => {
    await writeFile(join(folder, 'w.yml'), workflow(step))
    const ended = await run('lint-workflows.ts', [folder])
    expect(ended.err).toContain(err)
    expect(ended.code).toBe(code)
    expect(ended.out).toBe(`workflows: 1 files, ${code} findings\n`)
  })

  test('the workflows of this repository pass', async () => {
    const ended = await run('lint-workflows.ts', [])
    expect(ended).toMatchObject({ code: 0, err: '' })
  })
})

describe('check-terraform', () => {
  test('without Terraform it says that nothing was checked', async () => {
    const ended = await run('check-terraform.ts', [], dirname(process.execPath))
    expect(ended).toMatchObject({ code: 0 })
    expect(ended.out).toContain('SKIPPED, NOTHING WAS CHECKED')
  })

  test('a failing step is named', async () => {
    const code = join(folder, 'code', 'tenant')
    await mkdir(code, { recursive: true })
    await writeFile(join(code, 'main.tf'), 'locals {}\n')
    const bin = join(folder, 'bin')
    await mkdir(bin)
    await writeFile(
      join(bin, 'terraform'),
      '#!/bin/sh\n[ "$1" = validate ] && { echo "Error: bad reference"; exit 1; }\nexit 0\n',
      { mode: 0o755 },
    )
    const ended = await run('check-terraform.ts', [dirname(code)], `${bin}:/usr/bin:/bin`)
    expect(ended).toMatchObject({ code: 1, out: 'terraform: FAILED at validate tenant\n' })
    expect(ended.err).toContain('Error: bad reference')
  })
})
