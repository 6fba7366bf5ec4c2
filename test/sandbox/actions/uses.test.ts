import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { strFromU8, unzipSync } from 'fflate'
import type { RunRequest } from '../../../src/sandbox/actions/runner.ts'
import { aRequest, openStage, type Stage } from './scene.ts'

let stage: Stage
let folder: string
let repository: RunRequest['repository']
let shas: { old: string; main: string; side: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-uses-'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'tofu'), '#!/bin/sh\necho OpenTofu v1.9.0\n')
  await chmod(join(bin, 'tofu'), 0o755)
  await writeFile(join(bin, 'node'), '#!/bin/sh\necho v22.1.0\n')
  await chmod(join(bin, 'node'), 0o755)
  // Only what the rows use, so that a terraform on this machine is not found.
  for (const program of ['bash', 'sh', 'git', 'cat', 'ls', 'mkdir', 'echo', 'env', 'sed'])
    execFileSync('ln', [
      '-s',
      execFileSync('which', [program], { encoding: 'utf8' }).trim(),
      join(bin, program),
    ])
  shas = await makeRepository(join(folder, 'estate'))
  repository = { ...aRequest('').repository, cloneUrl: `file://${join(folder, 'estate')}` }
  stage = await openStage({
    env: {
      PATH: bin,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
      AWS_ACCESS_KEY_ID: 'AKIASANDBOX',
      AWS_SECRET_ACCESS_KEY: 'sandbox-secret',
    },
  })
})
afterAll(async () => {
  await stage.close()
  await rm(folder, { recursive: true, force: true })
})

function run(...steps: string[]) {
  const source = `on: push
permissions: {contents: read, id-token: write}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
${steps.map((step) => `      - ${step}`).join('\n')}
`
  return stage.run(source, { repository, sha: shas.main, event: { name: 'push', payload: {} } })
}

describe('actions/checkout', () => {
  const checkout = (input = '') => `{uses: actions/checkout@v4, with: {persist-credentials: false, ${input}}}`
  test.each([
    {
      says: 'the commit of the run, on its branch',
      input: '',
      look: 'cat file; git branch --show-current',
      log: ['two', 'main'],
    },
    { says: 'only that commit, unless told', input: '', look: 'git rev-list --count HEAD', log: ['1'] },
    {
      says: 'all history with fetch-depth 0',
      input: 'fetch-depth: 0',
      look: 'git rev-list --count HEAD; git branch -r',
      log: ['2', '  origin/side'],
    },
    {
      says: 'another branch',
      input: 'ref: side',
      look: 'cat file; git branch --show-current',
      log: ['side'],
    },
    {
      says: 'a commit by its name, detached',
      input: 'ref: OLD',
      look: 'cat file; echo "[$(git branch --show-current)]"',
      log: ['one', '[]'],
    },
    { says: 'a folder of the workspace', input: 'path: estate', look: 'cat estate/file', log: ['two'] },
  ])('brings $says', async ({ input, look, log }) => {
    const told = run(checkout(input.replace('OLD', shas.old)), `run: '${look}'`)
    expect({ end: await told.conclusion, log: told.log() }).toEqual({
      end: 'success',
      log: expect.arrayContaining(log),
    })
  })

  test('keeps credentials only when asked to, and never shows them', async () => {
    const look = "run: 'git config --get-regexp extraheader || echo none'"
    const without = run(checkout(), look)
    await without.conclusion
    expect(without.log()).toContain('none')
    const kept = run('{uses: actions/checkout@v4}', look)
    await kept.conclusion
    expect(kept.log().join('\n')).toContain('basic ***')
  })

  test.each([
    { says: 'a path outside the workspace', input: 'path: ../../elsewhere' },
    { says: 'a branch that does not exist', input: 'ref: nowhere' },
    { says: 'another repository', input: 'repository: acme/other' },
  ])('refuses $says', async ({ input }) => {
    expect(await run(checkout(input)).conclusion).toBe('failure')
  })
})

describe('artifacts', () => {
  const upload = (input: string) => `{uses: actions/upload-artifact@v4, with: {${input}}}`
  const files =
    "run: 'mkdir -p out/deep; echo 1 > out/result.json; echo 2 > out/deep/plan.txt; echo 3 > out/.secret; echo 4 > other.txt'"
  test.each([
    { says: 'a file goes without its folder', path: 'out/result.json', entries: ['result.json'] },
    {
      says: 'a folder goes with all but hidden files',
      path: 'out',
      entries: ['deep/plan.txt', 'result.json'],
    },
    {
      says: 'a pattern counts from where it begins to be one',
      path: '"out/**/*.txt"',
      entries: ['deep/plan.txt'],
    },
    {
      says: 'several paths share their nearest folder',
      path: '"out/result.json\\nother.txt"',
      entries: ['other.txt', 'out/result.json'],
    },
    { says: 'an exclamation mark leaves out', path: '"out\\n!out/deep/*"', entries: ['result.json'] },
  ])('$says', async ({ path, entries }) => {
    const told = run(files, upload(`name: result, path: ${path}`))
    expect(await told.conclusion).toBe('success')
    expect(Object.keys(unzipSync(told.artifact('result') ?? new Uint8Array())).sort()).toEqual(entries)
  })

  test.each([
    { input: '', end: 'success' },
    { input: ', if-no-files-found: error', end: 'failure' },
  ])('no files found$input: $end', async ({ input, end }) => {
    const told = run(upload(`path: nothing.json${input}`))
    expect(await told.conclusion).toBe(end)
    expect(told.artifact('artifact')).toBeUndefined()
  })

  test('a name is used once, and a later job can read it', async () => {
    const told = run(
      files,
      upload('name: result, path: out/result.json'),
      '{uses: actions/download-artifact@v4, with: {name: result, path: back}}',
      "run: 'cat back/result.json'",
      upload('name: result, path: other.txt'),
    )
    expect(await told.conclusion).toBe('failure')
    expect(told.log()).toContain('1')
    expect(told.log()).toContain('##[error]An artifact with the name result already exists in this run.')
    expect(strFromU8(unzipSync(told.artifact('result')!)['result.json']!)).toBe('1\n')
  })
})

describe('tools of the machine', () => {
  test('setup-node says which node there is, and that another was asked for', async () => {
    const told = run(
      '{id: n, uses: actions/setup-node@v4, with: {node-version: 24, cache: npm}}',
      "run: 'echo ${{ steps.n.outputs.node-version }}'",
    )
    expect(await told.conclusion).toBe('success')
    expect(told.log()).toEqual(
      expect.arrayContaining([
        'Without effect in the sandbox: cache',
        '##[warning]The workflow asks for Node 24; the sandbox has v22.1.0.',
        'v22.1.0',
      ]),
    )
  })

  test('setup-terraform makes `terraform` of a tofu', async () => {
    const told = run(
      '{uses: hashicorp/setup-terraform@v3, with: {terraform_wrapper: false}}',
      "run: 'terraform version'",
    )
    expect(await told.conclusion).toBe('success')
    expect(told.log()).toContain('OpenTofu v1.9.0')
  })

  test('setup-terraform without any says what to do', async () => {
    const bare = await openStage({ env: { PATH: '/nowhere' } })
    const told = bare.run(
      'on: push\njobs: {a: {runs-on: x, steps: [{uses: hashicorp/setup-terraform@v3}]}}',
      { event: { name: 'push', payload: {} } },
    )
    expect(await told.conclusion).toBe('failure')
    expect(told.log().join()).toContain('Neither terraform nor tofu is on the PATH')
    await bare.close()
  })
})

describe('aws-actions/configure-aws-credentials', () => {
  const action =
    '{uses: aws-actions/configure-aws-credentials@v4, with: {aws-region: ap-south-1, role-to-assume: "arn:aws:iam::1:role/x"}}'
  test('gives the keys of the emulator and the region', async () => {
    const told = run(action, "run: 'echo $AWS_REGION $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY'")
    expect(await told.conclusion).toBe('success')
    expect(told.log()).toContain('ap-south-1 AKIASANDBOX ***')
  })

  test('wants id-token: write, as GitHub does', async () => {
    const source = `on: push\njobs: {a: {runs-on: x, permissions: {contents: read}, steps: [${action}]}}`
    const told = stage.run(source, { event: { name: 'push', payload: {} } })
    expect(await told.conclusion).toBe('failure')
    expect(told.log().join()).toContain('id-token: write')
  })

  test('fails where the sandbox has no AWS', async () => {
    const bare = await openStage()
    const told = bare.run(`on: push\npermissions: write-all\njobs: {a: {runs-on: x, steps: [${action}]}}`, {
      event: { name: 'push', payload: {} },
    })
    expect(await told.conclusion).toBe('failure')
    expect(told.log().join()).toContain('no AWS on this machine')
    await bare.close()
  })
})

async function makeRepository(path: string): Promise<typeof shas> {
  await mkdir(path)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ria', '-c', 'user.email=ria@acme.example', ...args], {
      cwd: path,
      encoding: 'utf8',
    }).trim()
  const commit = async (content: string) => {
    await writeFile(join(path, 'file'), `${content}\n`)
    git('add', 'file')
    git('commit', '-q', '-m', content)
    return git('rev-parse', 'HEAD')
  }
  git('init', '-q', '-b', 'main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  const old = await commit('one')
  const main = await commit('two')
  git('checkout', '-q', '-b', 'side')
  return { old, main, side: await commit('side') }
}

describe('an action that lies in the workspace', () => {
  /** `@` stands for the dollar, which the step that writes the file would see to itself. */
  const action = (inputs: string, ...steps: string[]) =>
    `run: |
          mkdir mine
          cat > mine/action.yml <<'END'
          {name: Mine, description: Mine, inputs: {${inputs}}, outputs: {made: {value: "@{{ steps.one.outputs.made }}"}},
           runs: {using: composite, steps: [${steps.join(', ')}]}}
          END
          sed -i 's/@{{/$\\{{/g' mine/action.yml`
  const say = (text: string) => `{run: 'echo "${text}"', shell: bash}`
  const greet = action(
    'who: {default: you}',
    '{id: one, run: "echo made=[$WHO] >> $GITHUB_OUTPUT; echo LATER=yes >> $GITHUB_ENV", shell: bash, env: {WHO: "@{{ inputs.who }}"}}',
    say('here @{{ steps.one.outputs.made }} $OWN $LATER'),
  )

  test('has inputs, steps and outputs of its own, and what it sets for later steps stays', async () => {
    const told = run(
      greet,
      '{id: mine, uses: ./mine, with: {who: me}, env: {OWN: own}}',
      `run: 'echo "there \${{ steps.mine.outputs.made }} [\${{ steps.one.outputs.made }}] [$OWN] $LATER"'`,
    )
    expect(await told.conclusion).toBe('success')
    expect(told.log()).toEqual(expect.arrayContaining(['here [me] own yes', 'there [me] [] [] yes']))
  })

  test('ends at a step that fails, but for those that run always, and fails its own step', async () => {
    const told = run(
      action('', '{run: exit 3, shell: bash}', say('never'), `{if: always(), run: echo always, shell: bash}`),
      '{id: mine, uses: ./mine}',
      'run: echo after',
      `{if: failure(), run: 'echo "was \${{ steps.mine.outcome }}"'}`,
    )
    expect(await told.conclusion).toBe('failure')
    expect(told.log()).toEqual(expect.arrayContaining(['always', 'was failure']))
    expect(told.log().filter((line) => line === 'never' || line === 'after')).toEqual([])
  })

  test.each([
    ['an input that it does not have', greet, '{uses: ./mine, with: {whom: me}}', /has no input whom/],
    [
      'no input where it needs one',
      action('who: {required: true}', say('x')),
      '{uses: ./mine}',
      /needs the input who/,
    ],
    ['a step without its shell', action('', '{run: echo x}'), '{uses: ./mine}', /cannot play this action/],
    ['secrets', action('', say('@{{ secrets.any }}')), '{uses: ./mine}', /secrets/],
    ['a folder without an action', 'run: echo', '{uses: ./nowhere}', /no action\.yml in \.\/nowhere/],
  ])('refuses %s', async (_, before, uses, says) => {
    const told = run(before, uses)
    expect(await told.conclusion).toBe('failure')
    expect(
      told
        .log()
        .filter((line) => line.startsWith('##[error]'))
        .join('\n'),
    ).toMatch(says)
  })
})
