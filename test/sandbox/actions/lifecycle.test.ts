import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { openStage, type Stage } from './scene.ts'

let stage: Stage
let folder: string
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'landlord-lifecycle-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(async () => (stage = await openStage({ env: { DOOR: folder } })))
afterEach(() => stage.close())

/** A workflow that holds its concurrency group until its door is opened. */
const guarded = (extra = '') => `on: {workflow_dispatch: {inputs: {group: {}, door: {}}}}
concurrency: {group: "tenant-\${{ inputs.group }}"${extra}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - {env: {NAME: "\${{ inputs.door }}"}, run: 'echo inside; until [ -e "$DOOR/$NAME" ]; do read -rt 0.02 <> <(:) || true; done'}`

async function open(door: string): Promise<void> {
  await writeFile(join(folder, door), '')
}

describe('concurrency groups', () => {
  test('one runs, one waits, a newer one cancels the one that waits; names ignore case', async () => {
    const first = stage.run(guarded(), { inputs: { group: 'acme', door: 'one' } })
    await first.said('inside')
    const second = stage.run(guarded(), { inputs: { group: 'ACME', door: 'one' } })
    const other = stage.run(guarded(), { inputs: { group: 'else', door: 'one' } })
    await other.said('inside')
    const third = stage.run(guarded(), { inputs: { group: 'Acme', door: 'one' } })
    expect(await second.conclusion).toBe('cancelled')
    expect(second.updates.map(({ type }) => type)).toEqual(['queued', 'completed'])
    expect(third.updates.map(({ type }) => type)).toEqual(['queued'])
    await open('one')
    expect(await first.conclusion).toBe('success')
    expect(await third.conclusion).toBe('success')
    expect(await other.conclusion).toBe('success')
  })

  test('cancel-in-progress ends the one that runs, and starts once it is gone', async () => {
    const cancelling = guarded(', cancel-in-progress: true')
    const first = stage.run(cancelling, { inputs: { group: 'b', door: 'never' } })
    await first.said('inside')
    await open('two')
    const second = stage.run(cancelling, { inputs: { group: 'b', door: 'two' } })
    expect(await first.conclusion).toBe('cancelled')
    expect(await second.conclusion).toBe('success')
  })

  test('jobs have groups of their own', async () => {
    const source = `on: push
jobs:
  a: {runs-on: ubuntu-latest, concurrency: one, steps: [{run: 'echo a-in; until [ -e "$DOOR/three" ]; do read -rt 0.02 <> <(:) || true; done; echo a-out'}]}
  b: {runs-on: ubuntu-latest, concurrency: ONE, steps: [{run: echo b-in}]}`
    const told = stage.run(source, { event: { name: 'push', payload: {} } })
    await told.said('a-in')
    expect(told.log()).not.toContain('b-in')
    await open('three')
    expect(await told.conclusion).toBe('success')
    expect(told.log().filter((line) => /^[ab]-(in|out)$/.test(line))).toEqual(['a-in', 'a-out', 'b-in'])
  })

  test('a job that waits for the group of its own run is told so', async () => {
    const source = `on: push
concurrency: one
jobs:
  a: {runs-on: ubuntu-latest, concurrency: One, steps: [{run: true}]}`
    const told = stage.run(source, { event: { name: 'push', payload: {} } })
    expect(await told.conclusion).toBe('failure')
    expect(told.log().join()).toContain('A deadlock')
  })
})

/** Processes that left their group are found by their environment, which only Linux shows. */
const onLinux = process.platform === 'linux' ? test : test.skip

describe('cancelling', () => {
  const long = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          trap 'echo interrupted; exit 1' INT
          echo $$ > "$DOOR/pid"; sleep 60 & echo $! > "$DOOR/child"; echo ready; wait
      - {run: echo next}
      - {if: always(), run: echo always}
      - {if: cancelled(), run: echo cleaning}`
  const push = { event: { name: 'push', payload: {} } }

  test('interrupts the step, skips the next, runs those that ask for it', async () => {
    const told = stage.run(long, push)
    await told.said('ready')
    stage.runner.cancel(1)
    expect(await told.conclusion).toBe('cancelled')
    expect(told.log()).toEqual(expect.arrayContaining(['interrupted', 'always', 'cleaning']))
    expect(told.log()).not.toContain('next')
    expect(told.job('a')?.steps.map((step) => step.conclusion)).toEqual([
      'success',
      'cancelled',
      'skipped',
      'success',
      'success',
      'success',
    ])
    expect(isAlive(await readPid('child'))).toBe(false)
  })

  test('a step that ignores the interrupt is killed', async () => {
    const stubborn =
      'on: push\njobs:\n  a: {runs-on: ubuntu-latest, steps: [{run: "trap \'\' INT TERM; echo ready; while :; do :; done"}]}'
    const told = stage.run(stubborn, push)
    await told.said('ready')
    stage.runner.cancel(1)
    expect(await told.conclusion).toBe('cancelled')
  })

  test('a run that waits for a slot is cancelled without a step', async () => {
    const narrow = await openStage({ parallel: 1, env: { DOOR: folder } })
    const first = narrow.run(long, push)
    await first.said('ready')
    const second = narrow.run(long, push)
    await Promise.resolve()
    narrow.runner.cancel(2)
    expect(await second.conclusion).toBe('cancelled')
    expect(second.log()).toEqual([])
    narrow.runner.cancel(1)
    await first.conclusion
    await narrow.close()
  })

  test('close ends everything, runs no further step and leaves no work folder', async () => {
    const told = stage.run(long, push)
    await told.said('ready')
    await stage.runner.close()
    expect(await told.conclusion).toBe('cancelled')
    expect(told.log()).not.toContain('always')
    expect(isAlive(await readPid('pid'))).toBe(false)
    expect(isAlive(await readPid('child'))).toBe(false)
    const late = stage.run(long, push)
    expect(await late.conclusion).toBe('failure')
  })

  onLinux.each([
    {
      says: 'asked first, so that it can save its state',
      trap: "trap 'echo saved > $DOOR/state; exit' TERM",
      saved: true,
    },
    { says: 'then killed', trap: "trap '' TERM", saved: false },
  ])('a process that has left its group is $says', async ({ trap, saved }) => {
    await rm(join(folder, 'state'), { force: true })
    const source = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - env: {SCRIPT: "${trap}; echo $$ > $DOOR/away; touch $DOOR/gone; while :; do read -rt 0.02 <> <(:); done"}
        run: |
          rm -f "$DOOR/gone"; setsid bash -c "$SCRIPT" >/dev/null 2>&1 &
          until [ -e "$DOOR/gone" ]; do read -rt 0.02 <> <(:) || true; done`
    const told = stage.run(source, push)
    expect(await told.conclusion).toBe('success')
    expect(isAlive(await readPid('away'))).toBe(false)
    expect(existsSync(join(folder, 'state'))).toBe(saved)
  })

  test('what a step leaves running ends with its job', async () => {
    const source =
      'on: push\njobs:\n  a: {runs-on: ubuntu-latest, steps: [{run: \'sleep 60 >/dev/null 2>&1 & echo $! > "$DOOR/left"\'}, {run: \'kill -0 $(cat "$DOOR/left") && echo still there\'}]}'
    const told = stage.run(source, push)
    expect(await told.conclusion).toBe('success')
    expect(told.log()).toContain('still there')
    expect(isAlive(await readPid('left'))).toBe(false)
    const folders = (await readdir(stage.home, { recursive: true })).filter((path) => path.includes('work'))
    expect(folders).toEqual([])
  })
})

async function readPid(name: string): Promise<number> {
  return Number(await readFile(join(folder, name), 'utf8'))
}

/** A killed process may still be a zombie of an init that has not looked yet. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !isZombie(pid)
}

function isZombie(pid: number): boolean {
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}
