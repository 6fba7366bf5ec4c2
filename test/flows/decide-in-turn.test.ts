import { describe, expect, test } from '@jest/globals'
import type { Claim } from '../../src/capacity/claim.ts'
import { decideInTurn, type RoomIO } from '../../src/flows/decide-in-turn.ts'
import { tendRoom } from '../../src/flows/tend-room.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import { aPull } from '../review/a-verdict.ts'
import { anAddedFile, anInput, estateRules, tenantText } from '../review/an-estate.ts'
import { aFile } from '../builders.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 1 }
const ref = (number: number) => ({ estate, number })

/** Mumbai with room for 600 queries a minute: six bronze tenants, or one silver and one bronze. */
const rules = estateRules.map((file) =>
  file.path.endsWith('settings.yml')
    ? aFile(
        file.path,
        new TextDecoder().decode(file.bytes).replace('queriesPerMinute: 30000', 'queriesPerMinute: 500'),
      )
    : file,
)

/** The pull request of that number onboards a bronze tenant with that quota. */
function pullOf(number: number, quota: number, over: Partial<ReviewInput> = {}): ReviewInput {
  const id = `school-${number}`
  const text = tenantText('vidya-school')
    .replaceAll('vidya-school', id)
    .replace('isolation:', `quotas: { queriesPerMinute: ${quota} }\nisolation:`)
  const input = anInput([anAddedFile(`tenants/${id}.yaml`, text)], { rules })
  return { ...input, pull: aPull({ number, headSha: String(number).repeat(40) }), ...over }
}

/** A registry in memory, as the real one behaves. */
function aRoom(over: Partial<RoomIO> = {}) {
  const world = { claims: [] as Claim[], waiting: new Set<number>(), woken: 0, places: 0 }
  const io: RoomIO = {
    claims: () => Promise.resolve([...world.claims]),
    saveClaim: (_, { keepsPlace, seen, ...claim }) => {
      const own = world.claims.find(({ pull }) => pull === claim.pull)
      const others = world.claims.filter(({ pull }) => pull !== claim.pull)
      if (keepsPlace ? own === undefined : others.some(({ place }) => place > seen))
        return Promise.resolve('overtaken')
      const place = keepsPlace && own !== undefined ? own.place : ++world.places
      world.claims = [...others, { ...claim, place }].sort((a, b) => a.place - b.place)
      world.waiting.delete(claim.pull)
      return Promise.resolve('saved')
    },
    releaseRoom: (_, pull, __, waits) => {
      const held = world.claims.some((claim) => claim.pull === pull)
      world.claims = world.claims.filter((claim) => claim.pull !== pull)
      if (waits) world.waiting.add(pull)
      else world.waiting.delete(pull)
      return Promise.resolve(held)
    },
    wakeWaiting: () => {
      world.woken++
      return Promise.resolve()
    },
    ...over,
  }
  const decide = async (input: ReviewInput) =>
    (await decideInTurn(ref(input.pull?.number ?? 0), () => Promise.resolve(input), io)).verdict
  return { world, io, decide }
}

describe('first approved, first served', () => {
  test('an approved pull request holds its room, and the next one is told who does', async () => {
    const { world, decide } = aRoom()
    expect((await decide(pullOf(1, 400))).outcome).toBe('approved')
    const late = await decide(pullOf(2, 400))
    expect(late.outcome).toBe('refused')
    expect(late.findings.map(({ says }) => says)).toEqual([expect.stringContaining('#1 (400)')])
    expect(world.claims.map(({ pull }) => pull)).toEqual([1])
    expect([...world.waiting]).toEqual([2])
  })

  test('two that are judged at once: the second sees the first, though it had read before', async () => {
    const { world, io, decide } = aRoom()
    let first = true
    const slow = await decideInTurn(
      ref(2),
      async () => {
        const input = pullOf(2, 400)
        if (first) {
          first = false
          const saved = await io.claims(estate)
          expect(saved).toEqual([])
        }
        return input
      },
      {
        ...io,
        claims: async () => {
          const now = await io.claims(estate)
          // The other one is approved between reading and saving.
          if (world.claims.length === 0) await decide(pullOf(1, 400))
          return now
        },
      },
    )
    expect(slow.verdict.outcome).toBe('refused')
    expect(world.claims.map(({ pull }) => pull)).toEqual([1])
  })

  test('whoever was first stays first when looked at again, so neither blocks the other', async () => {
    const { decide } = aRoom()
    await decide(pullOf(1, 400))
    await decide(pullOf(2, 400))
    expect((await decide(pullOf(1, 400))).outcome).toBe('approved')
    expect((await decide(pullOf(2, 400))).outcome).toBe('refused')
  })

  test('a smaller one that fits is not held up by a larger one that does not', async () => {
    const { decide } = aRoom()
    await decide(pullOf(1, 400))
    await decide(pullOf(2, 400))
    expect((await decide(pullOf(3, 150))).outcome).toBe('approved')
  })

  test('a draft holds nothing: it cannot be merged', async () => {
    const { world, decide } = aRoom()
    await decide(pullOf(1, 400, { pull: aPull({ number: 1, draft: true }) }))
    expect(world.claims).toEqual([])
  })

  test('what is merged while the base branch was read counts all the same', async () => {
    const { decide } = aRoom()
    const claims = [{ pull: 1, headSha: 'a', place: 1, holdings: [] }]
    const holding = { tenant: 'school-1', tier: 'bronze', region: 'ap-south-1' }
    const amounts = { queriesPerMinute: 400, documentsPerMonth: 1, storageGiB: 1 }
    const gone = claims.map((claim) => ({
      ...claim,
      holdings: [{ ...holding, quotas: amounts, borrow: amounts }],
    }))
    let reads = 0
    const { io } = aRoom()
    const { verdict } = await decideInTurn(
      ref(2),
      () => Promise.resolve(pullOf(2, 400, reads++ === 0 ? { claims: gone } : {})),
      io,
    )
    expect(reads).toBe(2)
    expect(verdict.outcome).toBe('approved')
    expect((await decide(pullOf(3, 400))).outcome).toBe('approved')
  })
})

describe('room that comes free', () => {
  test('a new head that asks for more goes to the end, and gives up its place', async () => {
    const { world, decide } = aRoom()
    await decide(pullOf(1, 300))
    await decide(pullOf(2, 300))
    expect((await decide(pullOf(1, 301))).outcome).toBe('refused')
    expect(world.claims.map(({ pull }) => pull)).toEqual([2])
    expect(world.woken).toBe(1)
  })

  test('a new head that asks for less keeps its place, and those who wait are looked at', async () => {
    const { world, decide } = aRoom()
    await decide(pullOf(1, 400))
    await decide(pullOf(2, 300))
    await decide(pullOf(1, 200))
    expect(world).toMatchObject({ woken: 1, claims: [{ pull: 1, place: 1 }] })
    expect((await decide(pullOf(2, 300))).outcome).toBe('approved')
  })

  test('whoever is refused gives back what it held', async () => {
    const { world, decide } = aRoom()
    await decide(pullOf(1, 400))
    await decide({ ...pullOf(1, 400), files: [anAddedFile('tenants/school-1.yaml', 'id: x')] })
    expect(world).toMatchObject({ claims: [], woken: 1 })
  })

  test('others who are always faster end in an error, not in a judgement that is out of date', async () => {
    const { io } = aRoom({ saveClaim: () => Promise.resolve('overtaken') })
    await expect(decideInTurn(ref(1), () => Promise.resolve(pullOf(1, 1)), io)).rejects.toThrow('5 times')
  })
})

describe('tending', () => {
  const takers = [
    { pull: 1, headSha: 'a', holds: true, lapsed: false },
    { pull: 2, headSha: 'a', holds: true, lapsed: true },
    { pull: 3, headSha: 'a', holds: false, lapsed: false },
    { pull: 4, headSha: 'a', holds: true, lapsed: false },
  ]
  const tend = async (open: readonly number[], list = takers) => {
    const done: string[] = []
    const note = (what: string) => Promise.resolve(void done.push(what))
    await tendRoom(estate, {
      roomTakers: () => Promise.resolve(list),
      openPulls: () => note('list').then(() => open),
      releaseRoom: (_, pull) => note(`release ${pull}`).then(() => true),
      wakeWaiting: () => note('wake'),
      review: (_, pull) => note(`review ${pull}`),
    })
    return done
  }

  test('those that were closed unseen give back, those held too long go behind the ones who wait', async () => {
    expect(await tend([2, 3, 4])).toEqual(['list', 'release 1', 'release 2', 'wake', 'review 2'])
  })

  test('where nobody holds or waits nothing is asked', async () => {
    expect(await tend([], [])).toEqual([])
  })

  test('a waiting one that was closed wakes nobody', async () => {
    expect(await tend([], takers.slice(2, 3))).toEqual(['list', 'release 3'])
  })
})
