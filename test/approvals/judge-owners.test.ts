import { describe, expect, test } from '@jest/globals'
import { judgeOwners } from '../../src/approvals/judge-owners.ts'
import { parsed, somePeople } from './estate.ts'

const flaws = (text: string, people = somePeople()): readonly string[] =>
  judgeOwners(parsed(text), people).map(({ line, severity, says }) => `${line} ${severity} ${says}`)

describe('an owner behind whom nobody stands', () => {
  test.each<[string, string, string[]]>([
    ['a team that is there', '* @acme/cfo', []],
    ['in other letters', '* @ACME/CFO @Carla', []],
    ['who wrote this very change is somebody', '* @ria', []],
    [
      'a team that is not',
      '* @acme/cfoo',
      ['1 deny `@acme/cfoo` is no team that GitHub shows, so nobody could ever fill this seat.'],
    ],
    [
      'a team beside a good one',
      '* @acme/cfoo @carla',
      ['1 warn `@acme/cfoo` is no team that GitHub shows.'],
    ],
    [
      'in a section that only invites',
      '^[S]\n* @acme/cfoo',
      ['2 warn `@acme/cfoo` is no team that GitHub shows.'],
    ],
    [
      'somebody unknown',
      '* @carlla',
      [
        '1 deny `@carlla` is no account that may write to this repository, so nobody could ever fill this seat.',
      ],
    ],
    [
      'an e-mail address',
      '* cfo@acme.example',
      [
        '1 deny `cfo@acme.example` is an e-mail address, which names no account here, so nobody could ever fill this seat.',
      ],
    ],
    [
      'a role',
      '[S]\n* @@maintainer @carla',
      ['2 warn `@@maintainer` is a role, which GitHub does not have.'],
    ],
    [
      'the same one in many lines, told once',
      '[S]\n* @nobody\n/a/ @nobody\n/b/ @nobody',
      [
        '2 deny `@nobody` is no account that may write to this repository, so nobody could ever fill this seat.',
      ],
    ],
  ])('%s', (_what, text, expected) => {
    expect(flaws(text)).toEqual(expected)
  })

  test('an empty team', () => {
    expect(flaws('* @acme/cfo', somePeople({ teams: { 'acme/cfo': [] } }))).toEqual([
      '1 deny `@acme/cfo` is a team without members, so nobody could ever fill this seat.',
    ])
  })
})
