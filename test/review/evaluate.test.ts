import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { renderCheckRun } from '../../src/review/comment/check-run.ts'
import { renderComment } from '../../src/review/comment/comment.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import { denies } from '../../src/tenant/finding.ts'
import { aFile } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import {
  aChangedFile,
  anAddedFile,
  anApproval,
  anInput,
  estatePeople,
  estateRules,
  estateTenants,
  tenantText,
} from './an-estate.ts'

const onboard = (id: string) => anAddedFile(`tenants/${id}.yaml`, tenantText(id))
const seatNames = (verdict: ReturnType<typeof evaluate>) => verdict.approvals.seats.map(({ name }) => name)
const denials = (verdict: ReturnType<typeof evaluate>) =>
  verdict.findings.filter(denies).map(({ rule, file, line }) => `${rule} ${file}:${line}`)

describe('the example estate', () => {
  test.each([
    ['vidya-school', 'approved', []],
    ['bazaar-retail', 'approved', []],
    ['sunrise-health', 'waiting', ['CFO', 'CTO', 'Legal', 'Compliance', 'Data Protection Officer']],
  ])('%s is %s', (id, outcome, seats) => {
    const verdict = evaluate(anInput([onboard(id)]))
    expect(denials(verdict)).toEqual([])
    expect(verdict.outcome).toBe(outcome)
    expect(seatNames(verdict)).toEqual(seats)
    expectGolden(`review/estate-${id}.md`, renderComment(verdict).body)
  })

  test('all who are asked approve: approved, and a person sits once', () => {
    const people = estatePeople({
      reviews: ['carla', 'tom', 'lena', 'colin', 'dana'].map((login) => anApproval(login)),
    })
    const verdict = evaluate(anInput([onboard('sunrise-health')], { people }))
    expect(verdict.outcome).toBe('approved')
  })

  test('the price of each line and the rate of the day are in the verdict', () => {
    const verdict = evaluate(anInput([onboard('vidya-school')]))
    expect(verdict.costs[0]?.after?.monthly.expected.minor).toBeGreaterThan(0n)
    expect(verdict.basis).toMatch(/^price book of .*1 USD = 84\.10 INR/)
    expect(verdict.prices?.rate?.validFrom).toBe('2026-09-01')
  })
})

describe('approvals and what they looked at', () => {
  const files = [onboard('sunrise-health')]
  const blob = files[0]?.after?.blob
  const earlier = 'e'.repeat(40)
  const people = estatePeople({ reviews: [anApproval('carla', earlier)] })
  const stateOfCfo = (reviewed: Parameters<typeof anInput>[1]) =>
    evaluate(anInput(files, { people, ...reviewed })).approvals.seats.find(({ name }) => name === 'CFO')
      ?.state.state

  test.each([
    [
      'stand when a rebase leaves the file as it was',
      { [earlier]: { 'tenants/sunrise-health.yaml': blob } },
      'filled',
    ],
    [
      'lapse when the file has changed since',
      { [earlier]: { 'tenants/sunrise-health.yaml': 'f'.repeat(40) } },
      'open',
    ],
    ['lapse when the file was not there then', { [earlier]: {} }, 'open'],
    ['lapse when git has forgotten the commit', {}, 'open'],
  ])('%s', (_, reviewed, state) => {
    expect(stateOfCfo({ reviewed })).toBe(state)
  })
})

describe('rules', () => {
  const at = (path: string, content: string) =>
    estateRules.map((file) => (file.path === path ? aFile(path, content) : file))

  test.each([
    ['settings.yml', 'apiVersion: landlord/v1\nregion: {}\n', /settings/],
    ['APPROVERS', '[CFO] when budgt.yearly > lakh(10)\n* @acme/cfo\n', /APPROVERS:1/],
    ['policies/gdpr.yml', 'apiVersion: landlord/v1\nname: gdpr\nbasis: statute\nrules: 7\n', /gdpr\.yml:4/],
    ['prices.yml', 'apiVersion: landlord/v1\ncurrency: USD\nprices: {}\n', /prices\.yml:3/],
  ])('a broken %s closes the gate, whatever the change is, at its line', (name, content, where) => {
    const path = `.github/landlord/${name}`
    const verdict = evaluate(anInput([onboard('vidya-school')], { rules: at(path, content) }))
    expect(verdict.outcome).toBe('refused')
    expect(denials(verdict).join('\n')).toMatch(where)
    expect(renderCheckRun(verdict).conclusion).toBe('failure')
  })

  test('no APPROVERS at all closes it too', () => {
    const rules = estateRules.filter(({ path }) => !path.endsWith('APPROVERS'))
    expect(denials(evaluate(anInput([onboard('vidya-school')], { rules })))).toEqual([
      'approvers/missing .github/landlord/APPROVERS:1',
    ])
  })

  test('a pull request is judged by the rules of its base, though it loosens them; and the head is read for flaws', () => {
    const path = '.github/landlord/APPROVERS'
    const text = new TextDecoder().decode(estateRules.find((file) => file.path === path)?.bytes)
    const loosened = aChangedFile(
      path,
      text,
      '[CFO] when false\n* @acme/cfo\n[Rules]\n/.github/ @acme/platform\n',
    )
    const verdict = evaluate(anInput([onboard('sunrise-health'), loosened]))
    expect(verdict.outcome).toBe('waiting')
    expect(seatNames(verdict)).toEqual([
      'CFO',
      'CTO',
      'Legal',
      'Compliance',
      'Data Protection Officer',
      'Rules',
    ])
    const broken = aChangedFile(path, text, '[CFO] when nonsense\n* @acme/cfo\n')
    expect(denials(evaluate(anInput([broken])))).toEqual([`expression/type ${path}:1`])
  })

  test('a changed policy brings its own tests, and their failure is told', () => {
    const path = '.github/landlord/policies/house.yml'
    const text = new TextDecoder().decode(estateRules.find((file) => file.path === path)?.bytes)
    const verdict = evaluate(
      anInput([aChangedFile(path, text, text.replace('expect: fail', 'expect: pass'))]),
    )
    expect(verdict.outcome).toBe('refused')
    expect(denials(verdict)[0]).toMatch(
      /^policy\/(test|untested) \.github\/landlord\/policies\/house\.yml:\d+$/,
    )
  })

  test('a rule that nobody guards is not changed automatically', () => {
    const path = '.github/landlord/APPROVERS'
    const rules = at(path, '[CFO] when budget.yearly >= lakh(10)\ntenants/ @acme/cfo\n')
    const verdict = evaluate(
      anInput([aChangedFile('.github/landlord/prices.yml', 'a: 1', 'a: 2')], { rules }),
    )
    expect(denials(verdict)).toContain('approvals/rules-unguarded .github/landlord/APPROVERS:1')
  })

  test('a rule change waits for those who guard the rules', () => {
    const path = '.github/landlord/settings.yml'
    const text = new TextDecoder().decode(estateRules.find((file) => file.path === path)?.bytes)
    const verdict = evaluate(anInput([aChangedFile(path, text, `${text}\n# a word\n`)]))
    expect(verdict).toMatchObject({ outcome: 'waiting', rulesChanged: [path] })
    expect(seatNames(verdict)).toEqual(['Rules'])
  })
})

describe('who can approve', () => {
  test('a seat that only the author could fill is a finding at its line, never a pass', () => {
    const people = estatePeople({ authors: ['carla'] })
    const verdict = evaluate(anInput([onboard('sunrise-health')], { people }))
    expect(verdict.outcome).toBe('refused')
    expect(denials(verdict)[0]).toMatch(/^approvals\/nobody-can \.github\/landlord\/APPROVERS:\d+$/)
  })

  test('a commit of unknown origin holds everything up, and says so', () => {
    const people = estatePeople({
      reviews: ['carla', 'tom', 'lena', 'colin', 'dana'].map((login) => anApproval(login)),
      unknownAuthors: [{ sha: 'abcdef1234', email: 'who@knows.example' }],
    })
    const verdict = evaluate(anInput([onboard('sunrise-health')], { people }))
    expect(verdict.outcome).toBe('waiting')
    expect(renderComment(verdict).body).toMatch(/Commit abcdef1 was written as who&#64;/)
  })

  test('offline nobody is known: seats are open, none is filled', () => {
    const verdict = evaluate(
      anInput([onboard('sunrise-health')], { people: undefined, pull: undefined, standing: undefined }),
    )
    expect(verdict.outcome).toBe('waiting')
    expect(verdict.approvals.seats.every(({ state }) => state.state === 'open')).toBe(true)
  })
})

describe('what surrounds a change', () => {
  test('files that are neither tenants nor rules and that nobody owns: nothing to say', () => {
    expect(evaluate(anInput([anAddedFile('tenants/README.md', '# Hi')])).outcome).toBe('untouched')
  })

  test('files that a section of APPROVERS covers ask for its seat', () => {
    const verdict = evaluate(anInput([anAddedFile('terraform/main.tf', '')]))
    expect(verdict.outcome).toBe('waiting')
    expect(seatNames(verdict)).toEqual(['Infrastructure'])
  })

  test('capacity counts what is there already', () => {
    const many = Array.from({ length: 27 }, (_, i) =>
      aFile(
        `tenants/gold-${i}.yaml`,
        tenantText('sunrise-health').replace('id: sunrise-health', `id: gold-${i}`),
      ),
    )
    const verdict = evaluate(anInput([onboard('sunrise-health')], { neighbours: many }))
    expect(denials(verdict)).toContainEqual(
      expect.stringMatching(/^capacity\/pool-full tenants\/sunrise-health\.yaml:/),
    )
    expect(verdict.findings.find(({ rule }) => rule === 'capacity/pool-full')?.line).toBeGreaterThan(1)
  })

  test('a file that goes while its tenant is deployed is refused', () => {
    const [file] = estateTenants
    const verdict = evaluate(
      anInput([{ path: file!.path, before: file, after: undefined }], {
        neighbours: estateTenants,
        standing: [{ tenant: 'bazaar-retail', blob: file!.blob }],
      }),
    )
    expect(denials(verdict)).toEqual(['estate/removed tenants/bazaar-retail.yaml:1'])
  })

  test.each([
    ['back to what stands asks nobody', 'now', true],
    ['to something else asks those it concerns', 'other', false],
    ['while work on the tenant is under way asks them too', undefined, false],
  ])('a change %s', (_, stands, nobody) => {
    const gold = estateTenants.find(({ path }) => path === 'tenants/sunrise-health.yaml')
    const before = aFile(
      gold!.path,
      tenantText('sunrise-health').replace('amount: 1500000', 'amount: 9000000'),
    )
    const blob = stands === 'now' ? gold!.blob : stands
    const verdict = evaluate(
      anInput([{ path: gold!.path, before, after: gold }], {
        standing: [{ tenant: 'sunrise-health', blob }],
      }),
    )
    expect(verdict.approvals.seats.length === 0).toBe(nobody)
  })

  test('the file of a tenant that never came to be goes without asking anybody, however large it was', () => {
    const gold = estateTenants.find(({ path }) => path === 'tenants/sunrise-health.yaml')
    const verdict = evaluate(anInput([{ path: gold!.path, before: gold, after: undefined }]))
    expect(verdict.outcome).toBe('approved')
    expect(verdict.approvals.seats).toEqual([])
  })

  test('a broken file beside a good one loses nothing of the other', () => {
    const verdict = evaluate(
      anInput([anAddedFile('tenants/broken.yaml', 'id: [\n'), onboard('vidya-school')]),
    )
    expect(verdict.outcome).toBe('refused')
    expect(verdict.changes.map(({ tenant }) => tenant)).toEqual(['vidya-school'])
    expect(verdict.costs).toHaveLength(1)
  })
})

test('whatever bytes a tenant file holds, a verdict comes out, each finding inside its file', () => {
  const good = tenantText('sunrise-health')
  const mutated = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.nat(good.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 12 }))
      .map(([at, cut, put]) => new TextEncoder().encode(good.slice(0, at) + put + good.slice(at + cut))),
  )
  fc.assert(
    fc.property(mutated, (bytes) => {
      const verdict = evaluate(anInput([anAddedFile('tenants/sunrise-health.yaml', bytes)]))
      const lines = new TextDecoder().decode(bytes).split(/\n/).length
      for (const { file, line, column, says, fix } of verdict.findings) {
        expect(`${says}${fix}`).not.toBe('')
        expect(line).toBeGreaterThanOrEqual(1)
        expect(column).toBeGreaterThanOrEqual(1)
        if (file === 'tenants/sunrise-health.yaml') expect(line).toBeLessThanOrEqual(lines)
      }
      expect(renderComment(verdict).body.length).toBeLessThanOrEqual(60_000)
    }),
    { numRuns: 60 },
  )
})
