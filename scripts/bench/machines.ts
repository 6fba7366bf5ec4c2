import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Runs the tests that need minutes; gives their exit code. */
export function proveMachines(): number {
  const { status } = spawnSync(
    'npm',
    ['test', '--', '--runInBand', 'test/cli/instance.test.ts', 'test/cli/elasticache.test.ts'],
    {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, LANDLORD_PROVE_MACHINES: 'on' },
      stdio: 'inherit',
    },
  )
  return status ?? 2
}
