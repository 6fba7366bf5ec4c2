import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { loadReview } from '../../src/github/load/load-review.ts'
import { newMemory } from '../../src/github/memory.ts'
import { askedSeats } from '../../src/review/asking/asked-seats.ts'
import { renderComment } from '../../src/review/comment/comment.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import { tenantText } from '../review/an-estate.ts'
import { newEstate, repo, type Estate } from '../sandbox/github/estate.ts'
import { aClone, type Clone } from './a-clone.ts'

let estate: Estate
let clone: Clone
beforeAll(async () => {
  estate = await newEstate()
  const { world } = estate.github
  for (const [team, member] of Object.entries(members)) {
    world.createUser(member)
    world.createTeam('acme', team, { members: [member] })
    world.grant('acme/estate', `acme/${team}`, 'write')
  }
  clone = aClone()
  const origin = `${estate.github.webUrl}/acme/estate.git`.replace('://', `://pat:${estate.token('pat')}@`)
  await push('--force', origin, 'main:main')
  clone.write(
    'tenants/nova-health.yaml',
    tenantText('sunrise-health').replace('id: sunrise-health', 'id: nova-health'),
  )
  clone.write(
    'tenants/vidya-school.yaml',
    tenantText('vidya-school').replace('tier: bronze', 'tier: silver').replace('internal', 'restrictd'),
  )
  clone.write('docs/note.md', 'Not of the estate.\n')
  clone.commit('Onboard Nova Health')
  await push(origin, 'change:change')
}, 30_000)
/** Without waiting in the way of the GitHub that it speaks to, which lives in this process. */
const push = (...args: readonly string[]) =>
  promisify(execFile)('git', ['-C', clone.dir, 'push', '--quiet', ...args], { timeout: 10_000 })

afterAll(async () => {
  clone.remove()
  await estate.close()
})

/** What a clone cannot know: which commit GitHub was asked about, who is in a team, and whose account wrote a commit. */
const asAClone = (posted: string): string =>
  posted
    .replace(/(?<=<!-- valid-at: )[0-9a-f]{40}/, 'working tree')
    .replace(/(?<=`@acme\/[a-z]+`): `[a-z]+`/g, '')
    .replace(/^Commit [0-9a-f]{7} was written as .*\n\n/gm, '')
    .replace(/\n<sub>Holds for .*<\/sub>\n/, '')

const members = { cfo: 'carla', cto: 'tom', legal: 'lena', compliance: 'colin', dpo: 'dana' }

test('the comment of a clone is the comment of GitHub', async () => {
  const { data: pull } = await estate.as('ria').rest.pulls.create({
    ...repo,
    title: 'Onboard Nova Health',
    head: 'change',
    base: 'main',
  })
  const ref = { estate: { ...repo, installation: estate.app.installationId }, number: pull.number }
  const input = await loadReview(ref, {
    github: estate.app.bot,
    memory: newMemory(),
    standing: () => Promise.resolve([]),
    asked: askedSeats,
  })
  const posted = renderComment(evaluate(input)).body
  const { stdout } = await clone.landlord(
    'review',
    '--base',
    'main',
    '--head',
    'change',
    '--format',
    'markdown',
  )
  expect(posted).toContain('`@acme/cfo`: `carla`')
  expect(stdout).toBe(asAClone(posted))
})
