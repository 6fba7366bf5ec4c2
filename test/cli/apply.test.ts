import { beforeAll, describe, expect, test } from '@jest/globals'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withClient } from '../../src/database/connect.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { catalogue, layGround } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { anEstate, type Estate } from './estate.ts'

const terraform = await findTerraform(process.env, '/nowhere')
if (terraform === undefined) console.warn('SKIPPED test/cli/apply: neither terraform nor tofu is on PATH.')
const withTerraform = terraform === undefined ? describe.skip : describe

const operation = (n: number): string => `op_${String(n).padStart(20, '0')}`

withTerraform('one tenant, by a real Terraform, where AWS is off', () => {
  let url = ''
  let estate: Estate
  let first = ''
  beforeAll(async () => {
    url = await freshDatabase()
    estate = await anEstate({ LANDLORD_PLATFORM_DATABASE_URL: url, LANDLORD_AWS: 'off' })
    for (const mode of ['pool', 'bridge'] as const) {
      await estate.tenant(`acme-${mode}`, [[/^isolation: .+/m, `isolation: ${mode}`]])
      await layGround(url, mode)
    }
    await estate.tenant('acme-broken', [[/^isolation: .+/m, 'isolation: bridge']])
    first = estate.commit()
  }, 300_000)
  const apply = (id: string, n: number, sha = first, ...more: readonly string[]) =>
    estate.landlord(['apply', id, '--operation', operation(n), '--sha', sha, ...more])
  const undo = (id: string, n: number, sha = first) =>
    estate.landlord(['rollback', id, '--never-active', '--operation', operation(n), '--sha', sha])

  test('in shared tables: stopped in the middle it goes on, is proven, and destroyed without a trace', async () => {
    const before = await catalogue(url)
    const out = join(estate.folder, '.landlord/result.json')
    const stopped = await estate.landlord(
      ['apply', 'acme-pool', '--sha', first, '--operation', operation(1), '--out', out],
      { STOP_AT: 'Executing' },
    )
    expect(stopped).toMatchObject({ code: 2, result: { outcome: 'error' } })
    expect(stopped.result?.reason).toContain('stopped')
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ outcome: 'error' })

    expect(await apply('acme-pool', 1)).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    const verified = await estate.landlord(['verify', 'acme-pool', '--sha', first])
    expect(verified).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(verified.result?.checks.filter(({ outcome }) => outcome === 'pass')).toHaveLength(4)
    expect(await undo('acme-pool', 1)).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(await catalogue(url)).toEqual(before)
  }, 300_000)

  describe('in a schema of its own', () => {
    const id = 'acme-bridge'
    let before: unknown
    beforeAll(async () => {
      before = await catalogue(url)
    })

    test('it is planned, and an apply that would do more than was shown touches nothing', async () => {
      const summary = join(estate.folder, '.landlord/plan.md')
      // A look at the state is enough: neither database nor cache is asked.
      const nowhere = { LANDLORD_PLATFORM_DATABASE_URL: '', GITHUB_STEP_SUMMARY: summary }
      const planned = await estate.landlord(['plan', id, '--sha', first], nowhere)
      expect(planned).toMatchObject({ code: 0, result: { action: 'plan', outcome: 'succeeded' } })
      expect(planned.result?.plan?.map(({ action }) => action)).toEqual(Array(5).fill('create'))
      expect(await readFile(summary, 'utf8')).toContain('create module.database.')

      const main = join(estate.folder, 'terraform/tenant/main.tf')
      const text = await readFile(main, 'utf8')
      await writeFile(main, `${text}\nresource "terraform_data" "unseen" {}\n`)
      const held = await apply(id, 2, estate.commit())
      expect(held).toMatchObject({
        code: 1,
        result: { outcome: 'failed', held: [{ address: 'terraform_data.unseen', action: 'create' }] },
      })
      expect(held.result?.reason).toContain(
        `reviewed at ${first.slice(0, 12)} did not show terraform_data.unseen`,
      )
      expect(await catalogue(url)).toEqual(before)
      await writeFile(main, text)
      estate.commit()
    }, 300_000)

    test('as it was shown it is applied, proven, and found in order', async () => {
      const out = join(estate.folder, '.landlord/result.json')
      const args = ['--operation', operation(2), '--sha', first, '--out', out]
      const applied = await estate.landlord(['apply', id, ...args])
      expect(applied.stderr).toContain('Apply complete')
      expect(applied).toMatchObject({ code: 0, result: { outcome: 'succeeded', sha: first } })
      expect(applied.result?.resources.created).toHaveLength(5)
      expect(applied.result?.notes?.join()).toContain('no bucket, role or secret was created')

      const summary = join(estate.folder, '.landlord/summary.md')
      const verified = await estate.landlord(['verify', id, ...args], { GITHUB_STEP_SUMMARY: summary })
      expect(verified).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
      expect(verified.result?.checks.filter(({ outcome }) => outcome === 'pass')).toHaveLength(4)
      const phases = ['init', 'plan', 'apply', 'configure', 'verify']
      expect(verified.result?.phases.map(({ phase }) => phase)).toEqual(phases)
      expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(verified.result)
      expect(await readFile(summary, 'utf8')).toContain(`## Provisioning \`${id}\` succeeded`)

      // The login was lent for as long as the looking took.
      const roles = await withClient({ url }, (client) =>
        client.query("select rolcanlogin from pg_roles where rolname = 'tenant_acme_bridge'"),
      )
      expect(roles.rows).toEqual([{ rolcanlogin: false }])
      const again = await apply(id, 3)
      expect(again.result?.resources).toEqual({ created: [], changed: [], destroyed: [] })
    }, 300_000)

    test('what is not this operation’s, or holds documents, is not destroyed', async () => {
      const foreign = await undo(id, 9)
      expect(foreign).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(foreign.result?.reason).toContain(operation(2))
      expect(foreign.result?.left).toContain('module.database.module.objects.terraform_data.undo')
      expect(foreign.result?.left).toContain('the role in the database')
      const documents = 'tenant_acme_bridge.documents'
      await withClient({ url }, (client) => client.query(`insert into ${documents} (title) values ('kept')`))
      expect((await undo(id, 2)).result?.reason).toContain('holds 1 document')
      await withClient({ url }, (client) => client.query(`delete from ${documents}`))
    }, 300_000)

    test('a change of isolation is refused, a failed change goes back to the last good commit', async () => {
      await estate.tenant(id, [[/^isolation: .+/m, 'isolation: pool']])
      const moved = await apply(id, 7, estate.commit())
      expect(moved).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(moved.result?.reason).toContain('would destroy data')

      await withClient({ url }, (client) =>
        client.query('drop policy tenant_acme_bridge on tenant_acme_bridge.documents'),
      )
      const seen = await estate.landlord(['verify', id, '--sha', first])
      expect(seen).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(seen.result?.reason).toContain('tenant-isolation')

      const back = await estate.landlord(['rollback', id, '--last-good', first, '--operation', operation(7)])
      // The policy is outside Terraform's sight, and mended all the same.
      expect(back).toMatchObject({
        code: 0,
        result: { outcome: 'succeeded', action: 'rollback', sha: first },
      })
      expect(back.result?.checks).toHaveLength(8)
    }, 300_000)

    test('destroyed by the operation that made it, it leaves no trace', async () => {
      const undone = await undo(id, 2)
      expect(undone).toMatchObject({ code: 0, result: { outcome: 'succeeded', action: 'rollback' } })
      expect(undone.result?.resources.destroyed).toHaveLength(5)
      expect(await catalogue(url)).toEqual(before)
    }, 300_000)
  })

  test('a create that fails half way is undone, and leaves nothing', async () => {
    const before = await catalogue(url)
    const file = join(estate.folder, 'terraform/modules/database/sql/30-own-schema.sql')
    const sound = await readFile(file, 'utf8')
    await writeFile(file, sound.replace('-- landlord: down', 'select 1/0;\n-- landlord: down'))
    const broken = estate.commit()
    const failed = await apply('acme-broken', 3, broken)
    expect(failed).toMatchObject({ code: 1, result: { outcome: 'failed' } })
    expect(failed.result?.reason).toContain('division by zero')
    expect(await undo('acme-broken', 3, broken)).toMatchObject({ code: 0 })
    expect(await catalogue(url)).toEqual(before)
    await writeFile(file, sound)
    estate.commit()
  }, 300_000)

  test('a database that is away fails the run and not the reader', async () => {
    const away = { LANDLORD_PLATFORM_DATABASE_URL: 'postgresql://op:hunter2@127.0.0.1:1/platform' }
    const run = await estate.landlord(
      ['apply', 'acme-pool', '--sha', first, '--operation', operation(9)],
      away,
    )
    expect(run).toMatchObject({ code: 1, result: { outcome: 'failed' } })
    expect(run.result?.reason).toContain('ECONNREFUSED')
    expect(run.stdout + run.stderr).not.toContain('hunter2')
    await undo('acme-pool', 9)
  }, 300_000)

  test('a tenant file that the gate would refuse touches nothing', async () => {
    await estate.tenant('acme-wrong', [[/^tier: \w+/m, 'tier: platinum']])
    const run = await apply('acme-wrong', 10, estate.commit())
    expect(run).toMatchObject({ code: 1, result: { outcome: 'failed', phases: [] } })
    expect(run.result?.reason).toMatch(/^tenants\/acme-wrong\.yaml:\d+:\d+: .*Nothing was touched\.$/)
  }, 300_000)
})

describe('inputs from outside', () => {
  const sha = 'a'.repeat(40)
  test.each([
    ['an id with a command in it', ['apply', 'x;touch /tmp/pwned']],
    ['an id that climbs', ['apply', '../../etc/passwd']],
    ['an id that is an option', ['apply', '--', '--help']],
    ['an id with SQL in it', ['apply', `a"; drop schema public; --`]],
    ['an operation of another shape', ['apply', 'acme', '--operation', 'op_1 && true']],
    ['a commit that is a branch', ['apply', 'acme', '--sha', 'main']],
    ['a commit that is an option', ['apply', 'acme', '--sha=--upload-pack=x']],
    ['a last good commit of another shape', ['rollback', 'acme', '--last-good', `${sha}; true`]],
    ['a rollback to nowhere', ['rollback', 'acme', '--sha', sha]],
    ['a rollback to two places', ['rollback', 'acme', '--last-good', sha, '--never-active']],
    ['a database id with SQL in it', ['database', 'down', "a'; drop", '--isolation', 'pool']],
    ['no database', ['database', 'up', 'acme', '--isolation', 'pool']],
  ])('%s is refused with exit code 2', async (_, args) => {
    const estate = await anEstate({ LANDLORD_PLATFORM_DATABASE_URL: '' })
    const run = await estate.landlord(args)
    expect(run.code).toBe(2)
    expect(run.stderr).toMatch(/^landlord: /)
    expect(run.stdout).toBe('')
  })
})
