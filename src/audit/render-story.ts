import { isVeiled } from './digest.ts'
import type { Entry } from './entry.ts'

/** What happened to a tenant, oldest first, as a person would tell it. `meanings`: of digests, as far as they are known. */
export function renderStory(
  tenant: string,
  entries: readonly Entry[],
  meanings: ReadonlyMap<string, string>,
): string {
  const own = entries.filter((entry) => concerns(entry, tenant))
  if (own.length === 0) return `Nothing is recorded of ${tenant}.\n`
  const tell = plainly(meanings)
  const paragraphs = own.map(
    (entry) => `${entry.at.slice(0, 19).replace('T', ' ')}  ${sentence(entry, tell)}`,
  )
  return [`The story of ${tenant}: ${own.length} entries (times are UTC)`, '', ...paragraphs, ''].join('\n')
}

const concerns = ({ kind, tenant, body }: Entry, wanted: string): boolean =>
  tenant === wanted || kind === 'moved' || (isFields(body.blobs) && `tenants/${wanted}.yaml` in body.blobs)

type Fields = Readonly<Record<string, unknown>>
type Tell = (value: unknown) => string

function sentence({ kind, body, seq }: Entry, tell: Tell): string {
  switch (kind) {
    case 'decided':
      return lines(
        `#${tell(body.pull)} by ${tell(body.author)} may be merged: ${body.outcome === 'automatic' ? 'no rule asks anybody' : 'everybody who is asked has said yes'} (entry ${seq})`,
        [
          ...listOf(body.seats).map(
            (seat) =>
              `${tell(seat.seat)}: ${tell(seat.because)} ${listOf(seat.filledBy)
                .map(({ login, at }) => `Filled by ${tell(login)}, ${tell(at)}.`)
                .join(' ')}`,
          ),
          ...listOf(body.askedNobody).map(
            ({ section, condition }) =>
              `${tell(section)} asks nobody${typeof condition === 'string' || isVeiled(condition) ? `: ${tell(condition)} does not hold` : ''}`,
          ),
          `the file${isFields(body.blobs) && Object.keys(body.blobs).length > 1 ? 's' : ''}: ${blobsOf(body.blobs)}`,
        ],
      )
    case 'withdrawn':
      return `#${tell(body.pull)} may no longer be merged: ${tell(body.why)} (entry ${seq})`
    case 'break-glass':
      return lines(`${tell(body.login)} broke the glass (entry ${seq})`, [
        `“${tell(body.reason)}”`,
        `to be looked at until ${tell(body.reviewBy)} by ${listOf(body.skipped)
          .map(({ name }) => tell(name))
          .join(', ')}`,
      ])
    case 'operation':
      return lines(
        `${tell(body.operation)} (${tell(body.change)} at ${tell(body.sha).slice(0, 12)}${typeof body.pull === 'number' ? `, #${body.pull}` : ', pushed'}) (entry ${seq})`,
        listOf(body.entered).map(
          ({ state, at, reason }) =>
            `${tell(at).slice(11, 19)} ${tell(state)}${reason === undefined ? '' : `: ${tell(reason)}`}`,
        ),
      )
    case 'erased':
      return `what ${Array.isArray(body.digests) ? body.digests.length : 0} digests meant was forgotten (entry ${seq})`
    case 'moved':
      return `the estate ${tell(body.from)} is ${tell(body.to)} from here on (entry ${seq})`
  }
}

const lines = (first: string, rest: readonly string[]): string =>
  [first, ...rest.map((line) => `${' '.repeat(21)}- ${line}`)].join('\n')

/** A digest whose meaning was erased is told as what it is. */
const plainly =
  (meanings: ReadonlyMap<string, string>): Tell =>
  (value) => {
    if (isVeiled(value)) return meanings.get(value.digest) ?? `[erased ${value.digest.slice(0, 8)}]`
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    return '–'
  }

const blobsOf = (blobs: unknown): string =>
  isFields(blobs)
    ? Object.entries(blobs)
        .map(([path, blob]) => `${path} ${typeof blob === 'string' ? blob.slice(0, 12) : 'goes'}`)
        .join(', ')
    : ''

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])
