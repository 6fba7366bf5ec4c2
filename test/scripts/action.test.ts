import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { openStage, type Stage } from '../sandbox/actions/scene.ts'

/** `action.yml` played by the sandbox's runner as a step of somebody's workflow; all but npm's installation is real. */
const root = join(import.meta.dirname, '../..')
const strange = `it's "ours" $(touch stain)`
let folder: string
let stage: Stage

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'landlord-action-'))
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho "installing: $*"\nexit "${NPM_CODE:-0}"\n')
  chmodSync(join(folder, 'npm'), 0o755)
  estate('good')
  const broken = join(estate('broken'), 'tenants/vidya-school.yaml')
  writeFileSync(broken, readFileSync(broken, 'utf8').replace('tier: bronze', 'tier: copper'))
  estate(join('strange', strange))
  stage = await openStage({
    path: [folder, dirname(process.execPath)],
    env: { PATH: process.env.PATH ?? '', XDG_CACHE_HOME: join(folder, 'cache') },
  })
})
afterAll(async () => {
  await stage.close()
  rmSync(folder, { recursive: true, force: true })
})

function estate(name: string): string {
  const to = join(folder, name)
  for (const part of ['tenants', '.github/landlord'])
    cpSync(join(root, part), join(to, part), { recursive: true })
  return to
}

/** The workspace holds that estate and, in `landlord`, the action. Inputs come as a caller's would: from elsewhere. */
async function run(name: string, inputs: Readonly<Record<string, string>> = {}, env = '{}') {
  const kept = mkdtempSync(join(folder, 'kept-'))
  const told = stage.run(
    `on: push
permissions: {}
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - run: cp -R '${join(folder, name)}/.' . && ln -s '${root}' landlord
      - id: gate
        uses: ./landlord
        env: ${env}
        with: {${Object.keys(inputs)
          .map((input) => `${input}: "\${{ vars.${input.replace('-', '_')} }}"`)
          .join(', ')}}
      - name: After
        run: echo after
      - name: Look
        if: always()
        env: {FILE: "\${{ steps.gate.outputs.sarif-file }}"}
        run: |
          echo "output [$FILE]"
          echo "stain [$(find . -name stain)]"
          [[ -z "$FILE" ]] || cp "$FILE" '${kept}/sarif'
`,
    {
      event: { name: 'push', payload: {} },
      vars: Object.fromEntries(
        Object.entries(inputs).map(([input, value]) => [input.replace('-', '_'), value]),
      ),
    },
  )
  await told.conclusion
  const sarif = join(kept, 'sarif')
  return {
    gate: told.step('gate', 'Run ./landlord'),
    after: told.step('gate', 'After'),
    log: told.log(),
    sarif: existsSync(sarif)
      ? (JSON.parse(readFileSync(sarif, 'utf8')) as { version: string; runs: { results: unknown[] }[] })
      : undefined,
  }
}

type Step = Readonly<{ uses?: string; run?: string }>

test('no input is written into a script, and every action is pinned', () => {
  const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as { runs: { steps: Step[] } }
  for (const { run: script = '', uses } of action.runs.steps) {
    expect(script).not.toContain('${{')
    if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/)
  }
})

describe('the action', () => {
  test('installs what its lock file says, without scripts, and lets a good estate through', async () => {
    const { gate, after, log } = await run('good')
    expect({ gate, after }).toEqual({ gate: 'success', after: 'success' })
    expect(log.find((line) => line.startsWith('installing: '))).toMatch(
      /^installing: ci --prefix \S+\/landlord --omit=dev --ignore-scripts/,
    )
    expect(log).toEqual(expect.arrayContaining(['3 tenants checked: 0 errors, 0 warnings.', 'output []']))
  })

  test('fails on a denial, in the margin of its file, and after the SARIF file is written', async () => {
    const { gate, after, log, sarif } = await run('broken', { 'sarif-file': 'out.sarif', paths: 'tenants' })
    expect({ gate, after }).toEqual({ gate: 'failure', after: 'skipped' })
    expect(log.join('\n')).toMatch(/##\[error\]tenants\/vidya-school\.yaml:\d+: .*copper/)
    expect(log).toContain('output [out.sarif]')
    expect(sarif?.version).toBe('2.1.0')
    expect(sarif?.runs[0]?.results).toHaveLength(1)
  })

  test('tells of the paths that are named, one in a line, and of no others', async () => {
    const { gate, log } = await run('broken', {
      paths: 'tenants/bazaar-retail.yaml\n\ntenants/sunrise-health.yaml\n',
    })
    expect(gate).toBe('success')
    expect(log).toContain('2 tenants checked: 0 errors, 0 warnings.')
  })

  test('takes an estate in a folder of any name', async () => {
    const { gate, log } = await run('strange', { repo: strange, 'sarif-file': 'a.sarif' })
    expect(gate).toBe('success')
    expect(log).toEqual(expect.arrayContaining(['3 tenants checked: 0 errors, 0 warnings.', 'stain []']))
  })

  test('checks nothing where the installation failed', async () => {
    const { gate, after, log } = await run('good', {}, '{NPM_CODE: "7"}')
    expect({ gate, after }).toEqual({ gate: 'failure', after: 'skipped' })
    expect(log.join('\n')).not.toContain('checked')
  })

  test.each([
    ['a path', { paths: '$(touch stain)\n`touch stain`\n"; touch stain; "' }],
    ['an option for a path', { paths: '--fix' }],
    ['the SARIF file', { 'sarif-file': 'a; touch stain' }],
    ['a second line of the SARIF file', { 'sarif-file': 'a.sarif\nother=1' }],
    ['the estate', { repo: '"; touch stain; "' }],
  ])('%s that would be a command is none', async (_, inputs: Record<string, string>) => {
    const { gate, log, sarif } = await run('good', inputs)
    expect({ gate, sarif }).toEqual({ gate: 'failure', sarif: undefined })
    expect(log).toEqual(expect.arrayContaining(['stain []', 'output []']))
  })
})
