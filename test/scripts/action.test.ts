import { expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'

/** `action.yml` as GitHub would run its last step; the installation before it is npm's. */
const root = join(import.meta.dirname, '../..')
type Step = Readonly<{ uses?: string; run?: string; env?: Record<string, string> }>
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { description: string }>
  runs: { steps: Step[] }
}

function run(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'landlord-action-'))
  try {
    const given = { REPO: root, PATHS: '', SARIF_FILE: '', GITHUB_OUTPUT: join(folder, 'output'), ...env }
    const script = action.runs.steps.at(-1)?.run ?? ''
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, ACTION_PATH: root, ...given },
      },
    )
    const sarif = join(folder, 'a.sarif')
    return {
      ...{ status, stdout, stderr },
      sarif: existsSync(sarif) ? (JSON.parse(readFileSync(sarif, 'utf8')) as { version: string }) : undefined,
      stained: existsSync(join(folder, 'stain')),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('no input is written into a script, and every action is pinned', () => {
  for (const { run: script = '', uses } of action.runs.steps) {
    expect(script).not.toContain('${{')
    if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/)
  }
})

test('checks the estate and writes SARIF where it is asked to', () => {
  const { status, sarif, stderr } = run({ SARIF_FILE: 'a.sarif', PATHS: 'tenants\n' })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(sarif?.version).toBe('2.1.0')
})

test.each([
  ['a path', { PATHS: '$(touch stain)\n`touch stain`' }],
  ['an option for a path', { PATHS: '--fix' }],
  ['the SARIF file', { SARIF_FILE: 'a; touch stain' }],
  ['the estate', { REPO: '"; touch stain; "' }],
])('%s that would be a command is none', (_, env: Record<string, string>) => {
  const { status, stained } = run(env)
  expect({ status, stained }).toEqual({ status: 2, stained: false })
})
