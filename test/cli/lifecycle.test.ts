import { beforeAll, describe, expect, test } from '@jest/globals'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { withClient } from '../../src/database/connect.ts'
import type { Manifest } from '../../src/provisioning/manifest.ts'
import { parseResult } from '../../src/provisioning/parse-result.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { catalogue, layGround } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { anEstate, type Estate } from './estate.ts'

const terraform = await findTerraform(process.env, '/nowhere')
if (terraform === undefined)
  console.warn('SKIPPED test/cli/lifecycle: neither terraform nor tofu is on PATH.')
const withTerraform = terraform === undefined ? describe.skip : describe

const operation = 'op_retire00000000000000'
const id = 'acme-leaves'
const documents = 'tenant_acme_leaves.documents'

withTerraform('a tenant after it was active, by a real Terraform, where AWS is off', () => {
  let url = ''
  let estate: Estate
  let before: unknown
  const sql = (statement: string) => withClient({ url }, (client) => client.query(statement))
  beforeAll(async () => {
    url = await freshDatabase()
    estate = await anEstate({ LANDLORD_PLATFORM_DATABASE_URL: url, LANDLORD_AWS: 'off' })
    await estate.tenant(id, [[/^isolation: .+/m, 'isolation: bridge']])
    estate.commit()
    await layGround(url, 'bridge')
    before = await catalogue(url)
    expect(await estate.landlord(['apply', id])).toMatchObject({ code: 0 })
  }, 180_000)

  test('drift is found where Terraform does not see, changes nothing, and the next apply mends it', async () => {
    expect(await estate.landlord(['drift', id])).toMatchObject({
      code: 0,
      result: { action: 'inspect', outcome: 'succeeded', drift: { changes: [], broken: [] } },
    })
    await sql(`drop policy tenant_acme_leaves on ${documents}`)
    const found = await estate.landlord(['drift', id, '--prove'])
    expect(found).toMatchObject({ code: 1, result: { outcome: 'failed', drift: { changes: [] } } })
    expect(found.result?.drift?.broken.join()).toMatch(/polic/i)
    expect(found.result?.checks.find(({ check }) => check === 'tenant-isolation')?.outcome).toBe('fail')
    expect(parseResult(Buffer.from(found.stdout))).toMatchObject({ found: 'result' })
    const all = JSON.parse((await estate.landlord(['drift'])).stdout) as { tenants: { tenant: string }[] }
    expect(all.tenants).toMatchObject([{ tenant: id, outcome: 'failed' }])

    expect(await estate.landlord(['apply', id])).toMatchObject({ code: 0 })
    expect(await estate.landlord(['drift', id, '--prove'])).toMatchObject({ code: 0 })
  }, 180_000)

  test('a tenant that cannot be looked at is an error, and no drift', async () => {
    const nowhere = { LANDLORD_PLATFORM_DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }
    const seen = await estate.landlord(['drift', id], nowhere)
    expect(seen).toMatchObject({ code: 2, result: { outcome: 'error' } })
    expect(seen.result?.drift).toBeUndefined()
  }, 60_000)

  test('suspended, its role is held back for real, that is proven, and resuming gives it back', async () => {
    const file = join(estate.folder, `tenants/${id}.yaml`)
    const text = await readFile(file, 'utf8')
    const suspended = (mode: string) =>
      writeFile(
        file,
        `${text.replace(/^lifecycle: .+\n/m, '')}lifecycle: {state: suspended, mode: ${mode}}\n`,
      )
    const asTenant = (statement: string) =>
      withClient({ url }, async (client) => {
        await client.query('set role tenant_acme_leaves')
        return client.query(statement)
      }).then(
        () => 'done',
        (error: unknown) => String(error),
      )
    const insert = `insert into ${documents} (title) values ('while suspended')`
    const connectivity = (run: Awaited<ReturnType<Estate['landlord']>>) =>
      run.result?.checks.find(({ check }) => check === 'database-connectivity')

    await suspended('readOnly')
    expect(await estate.landlord(['configure', id])).toMatchObject({
      code: 0,
      result: { outcome: 'succeeded' },
    })
    expect(await asTenant(insert)).toContain('suspended')
    expect(await asTenant(`select * from ${documents}`)).toBe('done')
    expect(connectivity(await estate.landlord(['verify', id]))).toMatchObject({ outcome: 'pass' })
    expect(await estate.landlord(['drift', id])).toMatchObject({ code: 0 })
    await sql(`drop trigger landlord_suspended_tenant_acme_leaves on ${documents}`)
    expect(connectivity(await estate.landlord(['verify', id]))).toMatchObject({ outcome: 'fail' })

    await suspended('hold')
    await sql('alter role tenant_acme_leaves login')
    expect(connectivity(await estate.landlord(['verify', id]))).toMatchObject({ outcome: 'fail' })
    expect(await estate.landlord(['configure', id])).toMatchObject({ code: 0 })
    expect(connectivity(await estate.landlord(['verify', id]))).toMatchObject({ outcome: 'pass' })

    await writeFile(file, text)
    expect(await estate.landlord(['configure', id])).toMatchObject({ code: 0 })
    expect(await asTenant(insert)).toBe('done')
    await sql(`delete from ${documents}`)
    expect(await estate.landlord(['verify', id])).toMatchObject({ code: 0 })
  }, 240_000)

  test('what is not retired is neither exported nor purged', async () => {
    for (const act of ['export', 'purge']) {
      const refused = await estate.landlord([act, id, '--operation', operation])
      expect(refused).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(refused.result?.reason).toContain('does not say that it is retired')
    }
  }, 60_000)

  test('retired, it is closed, exported with checksums, and purged only while all of that holds', async () => {
    await sql(`insert into ${documents} (title) values ('first'), ('second')`)
    await estate.tenant(id, [
      [/^isolation: .+/m, 'isolation: bridge'],
      [/^lifecycle: .+\n/m, ''],
      [/$/, 'lifecycle: retired\n'],
    ])
    const text = await readFile(join(estate.folder, `tenants/${id}.yaml`), 'utf8')
    const act = (name: string) => estate.landlord([name, id, '--operation', operation])
    const reasonOf = async () => {
      const run = await act('purge')
      expect(run).toMatchObject({ code: 1, result: { outcome: 'failed', resources: { destroyed: [] } } })
      expect(run.result?.reason).toContain('Nothing was deleted')
      return run.result?.reason ?? ''
    }
    expect(await reasonOf()).toContain('no export of this operation')

    const exported = await act('export')
    expect(exported).toMatchObject({ code: 0, result: { action: 'export', outcome: 'succeeded' } })
    expect(parseResult(Buffer.from(exported.stdout))).toMatchObject({ found: 'result' })
    const folder = join(estate.folder, '.landlord/exports', id, operation)
    expect(exported.result?.export).toMatchObject({ place: folder })
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
    expect((await readdir(folder)).toSorted()).toEqual(
      [...manifest.files.map(({ path }) => path), 'manifest.json'].toSorted(),
    )
    const file = manifest.files.find(({ path, rows }) => path.startsWith('database-') && rows === 2)
    const rows = await readFile(join(folder, file?.path ?? ''), 'utf8')
    expect(rows).toMatch(/"title":"first"[^]*"title":"second"/)
    expect((await sql(`select rolcanlogin from pg_roles where rolname = 'tenant_acme_leaves'`)).rows).toEqual(
      [{ rolcanlogin: false }],
    )

    await writeFile(join(folder, file?.path ?? ''), rows.replace('second', 'forged'))
    expect(await reasonOf()).toContain('damaged')
    await writeFile(join(folder, file?.path ?? ''), rows)
    await sql(`insert into ${documents} (title) values ('late')`)
    expect(await reasonOf()).toContain('does not hold what is there now')
    await sql(`delete from ${documents} where title = 'late'`)
    await writeFile(
      join(estate.folder, `tenants/${id}.yaml`),
      text.replace(/^data:$/m, 'data:\n  legalHold: true'),
    )
    expect(await reasonOf()).toContain('legal hold')
    const record = join(estate.folder, `.landlord/copies/${id}.json`)
    await mkdir(dirname(record), { recursive: true })
    const ends = { from: id, to: 'acme-arrives', operation, sha: 'a'.repeat(40) }
    const begun = { apiVersion: 'landlord/v1', kind: 'TenantCopy', ...ends, begunAt: '2026-11-22T04:00:00Z' }
    await writeFile(record, JSON.stringify(begun))
    await writeFile(join(estate.folder, `tenants/${id}.yaml`), text)
    expect(await reasonOf()).toContain(`copied to acme-arrives (${record}), and that was never proven`)
    await rm(record)

    const gone = await act('purge')
    expect(gone).toMatchObject({ code: 0, result: { action: 'purge', outcome: 'succeeded' } })
    expect(gone.result?.evidence?.join()).toContain('gone from the database')
    expect(parseResult(Buffer.from(gone.stdout))).toMatchObject({ found: 'result' })
    expect(await catalogue(url)).toEqual(before)
    // The export outlives the tenant.
    expect(await readdir(folder)).toContain('manifest.json')
  }, 180_000)
})
