import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseApprovers } from '../../src/approvals/parse-approvers.ts'
import type { Approvers } from '../../src/approvals/approvers.ts'
import type { Seat } from '../../src/approvals/seat.ts'
import type { People, Review } from '../../src/approvals/people.ts'
import { aFile } from '../builders.ts'

export const path = '.github/landlord/APPROVERS'

/** The example estate's own file. */
export const estateApprovers = (): Approvers =>
  parsed(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'))

/** Of a text that must be without findings. */
export function parsed(text: string): Approvers {
  const { approvers, findings } = parseApprovers(aFile(path, text))
  if (findings.length > 0) throw new Error(JSON.stringify(findings, undefined, 2))
  return approvers
}

export const aSeat = (name: string, approvers: readonly string[], needed = 1): Seat => ({
  name,
  because: 'Because.',
  line: 1,
  approvers,
  needed,
  files: ['tenants/vidya-school.yaml'],
  state: { state: 'open', by: [], eligible: approvers },
})

const head = 'f'.repeat(40)

export const aReview = (login: string, fields: Partial<Review> = {}): Review => ({
  login,
  isBot: false,
  state: 'APPROVED',
  sha: head,
  submittedAt: '2026-11-21T10:00:00Z',
  ...fields,
})

export const somePeople = (fields: Partial<People> = {}): People => ({
  authors: ['ria'],
  unknownAuthors: [],
  reviews: [],
  teams: {
    'acme/cfo': ['carla'],
    'acme/cto': ['tom'],
    'acme/legal': ['lena'],
    'acme/platform': ['pat', 'petra'],
  },
  writers: ['ria', 'carla', 'tom', 'lena', 'pat', 'petra'],
  ...fields,
})

export const binding = { digest: 'd1', distinct: true }
