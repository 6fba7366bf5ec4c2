import { describe, expect, test } from '@jest/globals'
import { owners } from '../../src/approvals/owners.ts'
import { parseApprovers } from '../../src/approvals/parse-approvers.ts'
import { aFile } from '../builders.ts'
import { estateApprovers, parsed, path } from './estate.ts'

const rulesOf = (text: string) =>
  parsed(text).sections.map(({ name, rules }) => ({
    name,
    rules: rules.map(({ line, pattern, owners: who, needed, condition }) => ({
      line,
      pattern,
      owners: who,
      needed,
      when: condition?.source,
    })),
  }))

test('the example estate’s file has no findings and asks for its ten seats', () => {
  expect(estateApprovers().sections.map(({ name }) => name)).toEqual([
    'CFO',
    'CTO',
    'Legal',
    'Compliance',
    'Data Protection Officer',
    'Waivers',
    'Platform',
    'Rules',
    'Infrastructure',
    'Everything else',
  ])
})

describe('a CODEOWNERS file as GitHub reads it', () => {
  const text = `# comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
/apps/ @octocat
/apps/github
/with\\ space/ @spaces\t@tabs
\\#hash.md @hash
`
  test.each([
    ['lib/a.c', ['@global-owner1', '@global-owner2'], 2],
    ['lib/a.js', ['@js-owner'], 3],
    ['a/b.go', ['docs@example.com'], 4],
    ['a.txt', ['@octo-org/octocats'], 5],
    ['build/logs/x/y', ['@doctocat'], 6],
    ['docs/getting-started.md', ['docs@example.com'], 7],
    ['docs/build-app/troubleshooting.md', ['@global-owner1', '@global-owner2'], 2],
    ['apps/x', ['@octocat'], 8],
    ['apps/github/x', [], 9],
    ['with space/x', ['@spaces', '@tabs'], 10],
    ['#hash.md', ['@hash'], 11],
  ])('%s belongs to %j by line %i', (file, who, line) => {
    expect(owners(parsed(text), file)).toEqual([{ path: file, owners: who, line }])
  })

  test('a path that no line covers has no owner and no line', () => {
    expect(owners(parsed('*.js @a'), 'x.ts')).toEqual([{ path: 'x.ts', owners: [], line: null }])
  })

  test('a path that begins with a bracket is no heading', () => {
    expect(owners(parsed('[slug]/page.tsx @web'), '[slug]/page.tsx')).toMatchObject([{ owners: ['@web'] }])
  })

  test('a broken line is reported and passed over, as GitHub does', () => {
    const { approvers, findings } = parseApprovers(aFile('CODEOWNERS', '* @a\n*.js nobody\n!x @b\n'))
    expect(owners(approvers, 'x.js')).toMatchObject([{ owners: ['@a'], line: 1 }])
    expect(findings.map(({ line, column }) => [line, column])).toEqual([
      [2, 6],
      [3, 1],
    ])
  })

  test('line ends of Windows and a byte order mark change nothing', () => {
    expect(owners(parsed('\uFEFF* @a\r\n*.js @b\r\n'), 'x.js')).toMatchObject([{ owners: ['@b'], line: 2 }])
  })
})

describe('a CODEOWNERS file as GitLab reads it', () => {
  test('headings: optional, counted, with owners that lines inherit, and comments', () => {
    const text = `
* @admin
[Documentation][2] @docs-team @group/sub/group # who writes
docs/
README.md @other   # and who does not
^[Go]
*.go @root`
    expect(rulesOf(text)).toEqual([
      { name: undefined, rules: [{ line: 2, pattern: '*', owners: ['@admin'], needed: 1, when: undefined }] },
      {
        name: 'Documentation',
        rules: [
          {
            line: 4,
            pattern: 'docs/',
            owners: ['@docs-team', '@group/sub/group'],
            needed: 2,
            when: undefined,
          },
          { line: 5, pattern: 'README.md', owners: ['@other'], needed: 2, when: undefined },
        ],
      },
      { name: 'Go', rules: [{ line: 7, pattern: '*.go', owners: ['@root'], needed: 0, when: undefined }] },
    ])
  })

  test('sections of one name combine, whatever their case', () => {
    expect(
      rulesOf('[Docs]\na @a\n[Ruby]\nb @b\n[DOCS]\nc @c').map(({ name, rules }) => [name, rules.length]),
    ).toEqual([
      ['Docs', 2],
      ['Ruby', 1],
    ])
  })

  test('each section answers for itself', () => {
    const text =
      '* @admin\n[README Owners]\nREADME.md @user1 @user2\ninternal/README.md @user4\n[README other owners]\nREADME.md @user3'
    expect(owners(parsed(text), 'internal/README.md')).toEqual([
      { path: 'internal/README.md', owners: ['@admin'], line: 1 },
      { path: 'internal/README.md', owners: ['@user4'], line: 4 },
      { path: 'internal/README.md', owners: ['@user3'], line: 6 },
    ])
  })

  test('an exclusion takes a path out of its section, wherever it stands', () => {
    const text = '[Ruby]\n!/config/**/*.rb\n*.rb @ruby\n[Ops]\n*.rb @ops'
    expect(owners(parsed(text), 'config/x/y.rb')).toMatchObject([{ owners: ['@ops'] }])
  })
})

test('the design’s own example is read as it is meant', () => {
  const text = `# .github/landlord/APPROVERS — every section whose condition holds opens a seat
[Platform]
tenants/                @acme/platform
tenants/health-*.yaml   @acme/platform-health

[CFO] when budget.yearly >= lakh(10)
*  @acme/cfo
[CTO] when budget.yearly > lakh(50) || tier == "gold"
*  @acme/cto
[Data Protection Officer] when data.crossBorder
*  @acme/dpo
^[Architecture][2]      # GitLab: optional section; [n] = approvals wanted
terraform/  @acme/architects
`
  expect(rulesOf(text).map(({ name, rules }) => [name, rules.at(-1)?.needed, rules.at(-1)?.when])).toEqual([
    ['Platform', 1, undefined],
    ['CFO', 1, 'budget.yearly >= lakh(10)'],
    ['CTO', 1, 'budget.yearly > lakh(50) || tier == "gold"'],
    ['Data Protection Officer', 1, 'data.crossBorder'],
    ['Architecture', 0, undefined],
  ])
})

describe('a condition', () => {
  test('stands after the name, before a comment', () => {
    const [section] = rulesOf('[CFO] when budget.yearly >= lakh(10) # "ten"\n* @acme/cfo')
    expect(section?.rules[0]?.when).toBe('budget.yearly >= lakh(10)')
  })
  test('may hold a # in a string', () => {
    const [section] = rulesOf('[X] when name == "a # b" || name == \'#\'\n* @a')
    expect(section?.rules[0]?.when).toBe('name == "a # b" || name == \'#\'')
  })
  test('may follow default owners and a count', () => {
    const [section] = rulesOf('[CFO][2] @acme/cfo when tier == "gold"\n*')
    expect(section?.rules).toEqual([
      { line: 2, pattern: '*', owners: ['@acme/cfo'], needed: 2, when: 'tier == "gold"' },
    ])
  })
})

describe('what is wrong is said where it is, and closes the gate', () => {
  test.each([
    ['[CFO when x\n* @a', 'approvers/syntax', 1, 1],
    ['[] @a\n* @a', 'approvers/heading', 1, 1],
    ['[A][0]\n* @a', 'approvers/heading', 1, 1],
    ['[A][two]\n* @a', 'approvers/heading', 1, 1],
    ['[A] if tier == "gold"\n* @a', 'approvers/heading', 1, 5],
    ['[A] When tier == "gold"\n* @a', 'approvers/heading', 1, 5],
    ['[A] when\n* @a', 'approvers/heading', 1, 9],
    ['[A] when # why\n* @a', 'approvers/heading', 1, 10],
    ['[A] when teir == "gold"\n* @a', 'expression/type', 1, 10],
    ['[A]   when budget.yearly >=\n* @a', 'expression/syntax', 1, 28],
    ['[A] when tier\n* @a', 'expression/not-a-question', 1, 10],
    ['[A]@a\n* @a', 'approvers/syntax', 1, 4],
    ['[A] when tier == "gold"\n[B]\n* @a', 'approvers/empty-section', 1, 1],
    ['* @a\n\n  *.tf platform', 'approvers/owner', 3, 8],
    ['* @', 'approvers/owner', 1, 3],
    ['a//b @a', 'approvers/pattern', 1, 1],
    ['a***b @a', 'approvers/pattern', 1, 1],
    ['/ @a', 'approvers/pattern', 1, 1],
    ['a\\', 'approvers/pattern', 1, 1],
    ['!a @a', 'approvers/pattern', 1, 1],
    ['* @a\n\0', 'file/binary', 2, 1],
  ])('%j', (text, rule, line, column) => {
    const { findings } = parseApprovers(aFile(path, text))
    expect(findings.filter(({ severity }) => severity === 'deny')).toMatchObject([
      { rule, line, column, file: path },
    ])
  })

  test('a broken condition’s lines are not read as if they were always wanted, or never', () => {
    const { approvers, findings } = parseApprovers(aFile(path, '[CFO] when oops\n* @acme/cfo\n'))
    expect(approvers.sections).toEqual([])
    expect(findings).toHaveLength(1)
  })

  test('a file that is too large, or a link, is refused whole', () => {
    const file = aFile(path, '* @a')
    for (const broken of [
      { ...file, size: 4 * 1024 * 1024 },
      { ...file, bytes: undefined },
      { ...file, mode: '120000' as const },
    ])
      expect(parseApprovers(broken)).toMatchObject({
        approvers: { sections: [] },
        findings: [{ severity: 'deny' }],
      })
  })

  test('a plain section that covers nothing is only worth a warning', () => {
    expect(parseApprovers(aFile(path, '[Docs] @docs\n')).findings).toMatchObject([
      { severity: 'warn', line: 1 },
    ])
  })
})
