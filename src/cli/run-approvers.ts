import { readFileSync } from 'node:fs'
import { evaluate } from '../review/evaluate.ts'
import type { ReviewInput } from '../review/input.ts'
import { seatsByChange } from '../review/seats-by-change.ts'
import type { Verdict } from '../review/verdict.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { columns } from './format/columns.ts'
import { print, printJson } from './estate-options.ts'
import { seatData, seatRows } from './format/seats.ts'
import { pageWidth } from './format/page-width.ts'
import { parseReviews } from './given-reviews.ts'
import { loadLocalInput } from './local-input.ts'
import { tellFindings } from './tell-findings.ts'

export type ApproversOptions = Readonly<{
  repo: string
  base?: string
  reviews?: string
  format: 'text' | 'json'
}>

export async function runApprovers(
  paths: readonly string[],
  { repo, base, reviews, format }: ApproversOptions,
): Promise<void> {
  const input = await loadLocalInput(paths, { repo, base })
  const people = reviews === undefined ? undefined : parseReviews(loadText(reviews), reviews)
  const verdict = evaluate({ ...input, people })
  if (format === 'json') printJson(approversData(input, verdict))
  else print(formatApprovers(verdict))
  tellFindings(verdict)
}

/** `landlord approvers --format json`; see schemas/approvers.schema.json. */
function approversData(input: ReviewInput, verdict: Verdict) {
  const { changes, approvals } = verdict
  const byChange = seatsByChange(input, verdict)
  const { seats, discounted, notes = [], decision } = approvals
  const files = new Set(changes.map(({ file }) => file))
  return {
    changes: changes.map((change) => ({
      tenant: change.tenant,
      kind: change.kind,
      seats: (byChange.get(change) ?? []).map(seatData),
    })),
    other: seats.filter((seat) => !seat.files.some((file) => files.has(file))).map(seatData),
    discounted,
    notes,
    decision,
  }
}

function formatApprovers({ approvals }: Verdict): string {
  const { seats, discounted, notes = [], decision } = approvals
  return [
    columns(seatRows(seats), { width: pageWidth() }),
    ...notes.map((note) => clean(note)),
    discounted.map(({ login, why }) => `Not counted: ${clean(login)}: ${clean(why)}`).join('\n'),
    `Decision: ${decision}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function loadText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`The file ${file} cannot be read.`, {
      fix: 'Name a JSON file with --reviews.',
      cause,
    })
  }
}
