import { expect, test } from '@jest/globals'
import { deliverNotice, type KeptNotice, type NotifyIO } from '../../src/flows/notify.ts'
import { noticeEvents, resolveNotifications } from '../../src/tenant/settings/notifications.ts'
import { aNotice } from '../builders.ts'

/** A registry and channels of plain objects, in which `broken` channels refuse. */
function aWorld({ notice = aNotice(), ...over }: Partial<KeptNotice> = {}) {
  const did: string[] = []
  const broken = new Set<string>()
  const world = {
    kept: { id: 7, notice, settled: [], tries: 0, ...over } as KeptNotice | undefined,
    settings: resolveNotifications({
      platform: ['platform@acme.example'],
      ownerDomains: ['acme.example'],
    }) as ReturnType<typeof resolveNotifications> | undefined,
    owner: 'ria@acme.example' as string | undefined,
  }
  const send = (what: string) =>
    broken.has(what) ? Promise.reject(new Error(`${what} is away`)) : Promise.resolve(void did.push(what))
  const io: NotifyIO = {
    notice: () => Promise.resolve(world.kept),
    loadSettings: () =>
      broken.has('github') ? Promise.reject(new Error('502')) : Promise.resolve(world.settings),
    loadOwner: () => Promise.resolve(world.owner),
    slack: () => send('slack'),
    mail: ({ to, id }) => send(`${id} to ${to.join(', ')}`),
    saveSettled: (_, audience) => {
      if (world.kept) world.kept = { ...world.kept, settled: [...world.kept.settled, audience] }
      return Promise.resolve()
    },
    saveDone: () => {
      world.kept = undefined
      return Promise.resolve(void did.push('done'))
    },
    saveTry: (_, at) => {
      if (world.kept) world.kept = { ...world.kept, tries: world.kept.tries + 1 }
      return Promise.resolve(void did.push(`again at ${at.toISOString().slice(11, 16)}`))
    },
    failed: (_, what, error, last) =>
      void did.push(`${what}: ${(error as Error).message}${last ? ', given up' : ''}`),
    webUrl: 'https://github.com',
    now: () => new Date('2026-11-21T10:00:00Z'),
  }
  const deliver = async (more: Partial<NotifyIO> = {}) => {
    const outcome = await deliverNotice(7, { ...io, ...more })
    return [...did.splice(0), `→ ${outcome}`]
  }
  return { world, deliver, broken }
}

const everyone = [
  'slack',
  'notice-7-owner to ria@acme.example',
  'notice-7-platform to platform@acme.example',
  'done',
  '→ done',
]

test('everyone has it once, and once more does nothing', async () => {
  const { deliver } = aWorld()
  expect(await deliver()).toEqual(everyone)
  expect(await deliver()).toEqual(['→ done'])
})

test('a channel that is away fails nothing else, and gets it later while the others do not get it again', async () => {
  const { deliver, broken } = aWorld()
  broken.add('slack')
  expect(await deliver()).toEqual([
    'slack: slack is away',
    ...everyone.slice(1, 3),
    'again at 10:01',
    '→ later',
  ])
  expect(await deliver()).toEqual(['slack: slack is away', 'again at 10:02', '→ later'])
  broken.clear()
  expect(await deliver()).toEqual(['slack', 'done', '→ done'])
})

test('after the ninth time nobody tries any more', async () => {
  const { deliver, broken } = aWorld({ tries: 7 })
  broken.add('slack')
  expect((await deliver()).at(-1)).toBe('→ later')
  expect(await deliver()).toEqual(['slack: slack is away, given up', 'done', '→ given up'])
})

test('GitHub away: nobody knows who is to be told, so it is tried again', async () => {
  const { deliver, broken } = aWorld()
  broken.add('github')
  expect(await deliver()).toEqual(['settings: 502', 'again at 10:01', '→ later'])
})

test('settings that are broken leave Slack', async () => {
  const { deliver, world } = aWorld()
  world.settings = undefined
  expect(await deliver()).toEqual(['slack', 'done', '→ done'])
})

test('a process without channels tells nobody, asks GitHub nothing, and does not try for ever', async () => {
  const { deliver, broken } = aWorld()
  broken.add('github')
  expect(await deliver({ slack: undefined, mail: undefined })).toEqual(['done', '→ done'])
})

test.each(noticeEvents)('%s can be switched off', async (event) => {
  const { deliver, world } = aWorld({ notice: aNotice({ event }) })
  world.settings = resolveNotifications({ events: { [event]: [] } })
  expect(await deliver()).toEqual(['done', '→ done'])
})

test.each([
  ['of another domain', 'ria@evil.example'],
  ['of a domain that ends alike', 'ria@notacme.example'],
  ['below the domain', 'ria@sub.acme.example'],
  ['with a second receiver', 'ria@evil.example, x@acme.example'],
  ['with a header', 'ria@acme.example\r\nBcc: x@evil.example'],
  ['with a name', '"x" <ria@acme.example>'],
  ['that nobody can read', undefined],
])('an owner %s gets nothing', async (_, owner) => {
  const { deliver, world } = aWorld()
  world.owner = owner
  expect(await deliver()).toEqual(everyone.filter((line) => !line.includes('owner')))
})

test('a domain is compared without case', async () => {
  const { deliver, world } = aWorld()
  world.owner = 'Ria@ACME.example'
  expect(await deliver()).toContain('notice-7-owner to Ria@ACME.example')
})
