import { describe, expect, test } from '@jest/globals'
import { classifyChange } from '../../src/tenant/change.ts'
import type { FileChange } from '../../src/tenant/estate-file.ts'
import { planChanges } from '../../src/tenant/plan-changes.ts'
import type { InstanceSettings } from '../../src/tenant/settings/instances.ts'
import type { Lifecycle } from '../../src/tenant/tenant.ts'
import { aFile, aSettings, aTenant } from '../builders.ts'
import { exampleText } from './examples.ts'

const active: Lifecycle = { state: 'active' }
const suspended: Lifecycle = { state: 'suspended', mode: 'hold' }
const retired: Lifecycle = { state: 'retired' }

test.each([
  ['nothing', 'active', undefined, active, 'onboard'],
  ['active', 'nothing', active, undefined, 'remove'],
  ['active', 'active', active, active, 'change'],
  ['active', 'suspended', active, suspended, 'suspend'],
  ['suspended', 'suspended otherwise', suspended, { state: 'suspended', mode: 'drain' }, 'change'],
  ['suspended', 'active', suspended, active, 'resume'],
  ['active', 'retired', active, retired, 'retire'],
  ['suspended', 'retired', suspended, retired, 'retire'],
  ['retired', 'active', retired, active, 'resume'],
  ['retired', 'nothing', retired, undefined, 'remove'],
] as const)('%s → %s', (_was, _is, before, after, kind) => {
  const tenant = (lifecycle: Lifecycle | undefined) =>
    lifecycle === undefined ? undefined : aTenant({ lifecycle })
  expect(classifyChange(tenant(before), tenant(after))).toBe(kind)
})

const path = 'tenants/vidya-school.yaml'
const text = exampleText('vidya-school')
const withLifecycle = (state: string) => `${text}lifecycle: ${state}\n`
const change = (before: string | undefined, after: string | undefined, at = path): FileChange => ({
  path: at,
  before: before === undefined ? undefined : aFile(at, before),
  after: after === undefined ? undefined : aFile(at, after),
})
const plan = (files: readonly FileChange[], deployed?: readonly string[]) =>
  planChanges(files, {
    settings: aSettings(),
    headPaths: files.flatMap((file) => (file.after === undefined ? [] : [file.path])),
    deployed,
  })
const sentences = (planned: ReturnType<typeof plan>) =>
  planned.findings.map(
    ({ file, line, severity, says, fix }) => `${severity} ${file}:${line} ${says} → ${fix}`,
  )

describe('a pull request', () => {
  test('that adds a tenant file onboards a tenant', () => {
    const planned = plan([change(undefined, text)], [])
    expect(planned.findings).toEqual([])
    expect(planned.changes).toEqual([
      expect.objectContaining({
        kind: 'onboard',
        tenant: 'vidya-school',
        file: path,
        before: undefined,
        beforeBlob: undefined,
        afterBlob: aFile(path, text).blob,
      }),
    ])
  })

  test('that changes other files changes no tenant', () => {
    expect(plan([change('a', 'b', 'README.md'), change(undefined, 'x: 1', 'tenants/README.md')])).toEqual({
      changes: [],
      findings: [],
    })
  })

  test('with a flawed file has findings and no change, and the other tenant is not lost', () => {
    const other = exampleText('bazaar-retail')
    const planned = plan([
      change(undefined, text.replace('tier: bronze', 'tier: bronce')),
      change(undefined, other, 'tenants/bazaar-retail.yaml'),
    ])
    expect(planned.changes.map(({ tenant }) => tenant)).toEqual(['bazaar-retail'])
    expect(sentences(planned)).toEqual([
      'deny tenants/vidya-school.yaml:8 The estate has no tier `bronce`; it has `gold`, `silver`, `bronze`. → Did you mean `bronze`?',
    ])
  })

  test('that mends a file which was broken before onboards nobody', () => {
    const planned = plan([change('tier: [', text)], ['vidya-school'])
    expect(planned.changes.map(({ kind, before }) => [kind, before])).toEqual([['change', undefined]])
  })

  test.each<[string, string, readonly string[] | undefined, readonly string[]]>([
    [
      'a deployed tenant',
      text,
      ['vidya-school'],
      [
        'deny tenants/vidya-school.yaml:1 The file of `vidya-school` goes away while the tenant is deployed and not retired; deletion is not destruction. → Restore the file and set `lifecycle: retired`; it may be deleted once the tenant has been retired.',
      ],
    ],
    [
      'a suspended tenant',
      withLifecycle('suspended'),
      ['vidya-school'],
      [
        'deny tenants/vidya-school.yaml:1 The file of `vidya-school` goes away while the tenant is deployed and not retired; deletion is not destruction. → Restore the file and set `lifecycle: retired`; it may be deleted once the tenant has been retired.',
      ],
    ],
    [
      'a tenant of whom nobody knows whether it is deployed',
      text,
      undefined,
      [
        'deny tenants/vidya-school.yaml:1 The file of `vidya-school` goes away, and the tenant is not retired; if it is deployed, it would live on unseen, since deletion is not destruction. → Restore the file and set `lifecycle: retired`; it may be deleted once the tenant has been retired.',
      ],
    ],
    [
      'a deployed tenant whose file was broken',
      'tier: [',
      ['vidya-school'],
      [
        'deny tenants/vidya-school.yaml:1 The file of `vidya-school` goes away while the tenant is deployed and not retired; deletion is not destruction. → Restore the file and set `lifecycle: retired`; it may be deleted once the tenant has been retired.',
      ],
    ],
    ['a retired tenant', withLifecycle('retired'), ['vidya-school'], []],
    ['a tenant that was never deployed', text, [], []],
  ])('that removes the file of %s', (_, before, deployed, expected) => {
    const planned = plan([change(before, undefined)], deployed)
    expect(planned.changes.map(({ kind, after }) => [kind, after])).toEqual([['remove', undefined]])
    expect(sentences(planned)).toEqual(expected)
  })

  test('that starts with the end', () => {
    expect(sentences(plan([change(undefined, withLifecycle('retired'))], []))).toEqual([
      'deny tenants/vidya-school.yaml:1 `vidya-school` is new, so there is nothing to retire. → Set `lifecycle: active`, or leave the file out.',
    ])
  })

  test('that moves a file into a subfolder is told three things', () => {
    const planned = plan(
      [change(text, undefined), change(undefined, text, 'tenants/india/vidya-school.yaml')],
      ['vidya-school'],
    )
    expect(planned.findings.map(({ rule, file }) => [rule, file])).toEqual([
      ['estate/file-place', 'tenants/india/vidya-school.yaml'],
      ['estate/moved', 'tenants/india/vidya-school.yaml'],
      ['estate/removed', path],
    ])
  })

  test('that renames a file', () => {
    const planned = plan(
      [change(text, undefined), change(undefined, text, 'tenants/vidya.yaml')],
      ['vidya-school'],
    )
    expect(planned.findings.map(({ rule, file }) => [rule, file])).toEqual([
      ['estate/moved', 'tenants/vidya.yaml'],
      ['estate/removed', path],
      ['estate/file-name', 'tenants/vidya.yaml'],
    ])
  })

  test('that turns a file into a symbolic link', () => {
    const planned = plan([{ path, before: aFile(path, text), after: aFile(path, '../secret', '120000') }])
    expect(planned.changes).toEqual([])
    expect(planned.findings.map(({ rule }) => rule)).toEqual(['file/symlink'])
  })
})

describe('a way of keeping a tenant apart that nothing here makes', () => {
  const isolated = (mode: string) => text.replace(/^isolation: .+/m, `isolation: ${mode}`)
  const refused = (planned: ReturnType<typeof plan>) =>
    planned.findings.map(({ rule, pointer, says }) => `${rule} ${pointer} ${says}`)
  const silo = 'tenant/no-silo /isolation `vidya-school` asks for machines of its own'

  test.each<[string, string | undefined, string, readonly string[]]>([
    ['silo for all layers', undefined, 'silo', [`${silo} (database, vector, cache: silo)`]],
    ['silo for one', undefined, '{ cache: silo }', [`${silo} (cache: silo). The cache is the one that`]],
    ['a bucket is its own anyway', undefined, '{ storage: silo }', []],
    [
      'from bridge to silo',
      'bridge',
      '{ cache: silo }',
      [`${silo} (cache: silo). The cache is the one that`],
    ],
    ['silo it was', 'silo', 'silo', []],
    [
      'one layer more',
      '{ database: silo }',
      '{ database: silo, cache: silo }',
      [`${silo} (cache: silo). The cache is the one that`],
    ],
  ])('%s', (_, before, after, expected) => {
    const planned = plan([change(before && isolated(before), isolated(after))], [])
    expect(refused(planned)).toEqual(expected.map((part): unknown => expect.stringContaining(part)))
  })

  describe('where the settings name instances', () => {
    const settings = aSettings()
    const database: InstanceSettings = {
      tiers: { bronze: { class: 'db.t4g.large', backupDays: 7, standby: false } },
      places: { 'ap-south-1': { subnetGroup: 'tenants', securityGroups: ['sg-01234567'] } },
      ...{ storageGiB: 20, maxStorageGiB: 1000, version: '17' },
    }
    const planned = (after: string, before?: string, vectors: 'postgres' | 'qdrant' = 'postgres') =>
      planChanges([change(before, after)], {
        ...{ headPaths: [path], deployed: [] },
        settings: {
          ...settings,
          provisioning: { ...settings.provisioning, vectors, instances: { database } },
        },
      })
    const both = isolated('{ database: silo, vector: silo }')

    test.each<[string, ReturnType<typeof plan>, readonly string[]]>([
      ['silo of the database is given', planned(isolated('{ database: silo }')), []],
      ['and of the vectors beside it', planned(both), []],
      ['of vectors alone it is not', planned(isolated('{ vector: silo }')), [`${silo} (vector: silo)`]],
      ['nor of vectors in a store', planned(both, undefined, 'qdrant'), [`${silo} (vector: silo)`]],
      ['nor of the cache', planned(isolated('{ cache: silo }')), [`${silo} (cache: silo)`]],
      [
        'nor to another tier',
        planned(both.replace('tier: bronze', 'tier: gold')),
        [`${silo} (database, vector: silo)`],
      ],
      [
        'and a tier without one is not gone to',
        planned(both.replace('tier: bronze', 'tier: silver'), both),
        ['tenant/no-instance /tier `vidya-school` has a database of its own'],
      ],
    ])('%s', (_, of, expected) => {
      expect(refused(of)).toEqual(expected.map((part): unknown => expect.stringContaining(part)))
    })

    test('what is to be written there is said', () => {
      const [finding] = planned(both.replace('tier: bronze', 'tier: gold')).findings
      expect(finding?.fix).toContain(
        '`instances: { database: { tiers: { gold: { class: db.t4g.large } } } }`',
      )
      const [without] = plan([change(undefined, both)], []).findings
      expect(without?.fix).toContain('places: { ap-south-1: { subnetGroup: tenants, securityGroups: [')
    })
  })

  test('a region without an index in Pinecone, where the settings keep vectors there', () => {
    const settings = aSettings()
    const provisioning = { ...settings.provisioning, vectors: 'pinecone' as const }
    const living = (region: string) => isolated('bridge').replace(/^region: .+/m, `region: ${region}`)
    const planned = (before: string | undefined, after: string) =>
      refused(
        planChanges([change(before, after)], {
          ...{ headPaths: [path], deployed: [] },
          settings: { ...settings, provisioning },
        }),
      )
    expect(planned(undefined, living('ap-south-1'))).toEqual([
      expect.stringContaining(
        'tenant/vectors-elsewhere /region `vidya-school` lives in ap-south-1, and Pinecone, where the settings keep vectors, makes no index there.',
      ),
    ])
    expect(planned(undefined, living('eu-west-1'))).toEqual([])
    // One that stood there before may change in other respects.
    expect(planned(living('ap-south-1'), living('ap-south-1'))).toEqual([])
  })

  test('pooled vectors, where the settings keep them in Qdrant', () => {
    const settings = aSettings()
    const around = { headPaths: [path], deployed: [] }
    const provisioning = { ...settings.provisioning, vectors: 'qdrant' as const }
    const planned = (mode: string) =>
      refused(
        planChanges([change(undefined, isolated(mode))], {
          ...around,
          settings: { ...settings, provisioning },
        }),
      )
    expect(planned('pool')).toEqual([
      expect.stringContaining(
        'tenant/vectors-not-pooled /isolation Its vectors would lie among those of others',
      ),
    ])
    expect(planned('{ database: pool, vector: bridge }')).toEqual([])
  })

  test('a region without the ElastiCache that tenants share, unless the tenant lives there already', () => {
    const settings = aSettings()
    const planned = (region: string, before?: string) =>
      refused(
        planChanges([change(before, text)], {
          ...{ headPaths: [path], deployed: [] },
          settings: {
            ...settings,
            provisioning: { ...settings.provisioning, elasticache: { region, userGroup: 'tenants' } },
          },
        }),
      )
    expect(planned('eu-west-1')).toEqual([
      expect.stringContaining('tenant/cache-elsewhere /region `vidya-school` lives in ap-south-1'),
    ])
    expect(planned('ap-south-1')).toEqual([])
    expect(planned('eu-west-1', text.replace('tier: bronze', 'tier: silver'))).toEqual([])
  })
})
