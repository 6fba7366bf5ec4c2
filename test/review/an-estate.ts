import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { People } from '../../src/approvals/people.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import type { EstateFile, FileChange } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'
import { aPull } from './a-verdict.ts'

const root = join(import.meta.dirname, '../..')

const load = (folder: string): readonly EstateFile[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => aFile(path.slice(root.length + 1), readFileSync(path)))

/** The example estate, as it is shipped. */
export const estateRules = load('.github/landlord')
export const estateTenants = load('tenants')

export const tenantText = (id: string): string =>
  new TextDecoder().decode(estateTenants.find(({ path }) => path === `tenants/${id}.yaml`)?.bytes)

export const anAddedFile = (
  path: string,
  content: string | Uint8Array,
  mode?: EstateFile['mode'],
): FileChange => ({
  path,
  before: undefined,
  after: aFile(path, content, mode),
})

export const aChangedFile = (path: string, before: string, after: string): FileChange => ({
  path,
  before: aFile(path, before),
  after: aFile(path, after),
})

export const estatePeople = (over: Partial<People> = {}): People => ({
  authors: ['hari'],
  unknownAuthors: [],
  reviews: [],
  teams: {
    'acme/cfo': ['carla'],
    'acme/cto': ['tom'],
    'acme/legal': ['lena'],
    'acme/compliance': ['colin'],
    'acme/dpo': ['dana'],
    'acme/platform': ['pat', 'petra'],
  },
  writers: ['hari', 'carla', 'tom', 'lena', 'colin', 'dana', 'pat', 'petra'],
  ...over,
})

export const anApproval = (login: string, sha = aPull().headSha): People['reviews'][number] => ({
  login,
  isBot: false,
  state: 'APPROVED',
  sha,
  submittedAt: '2026-11-21T10:00:00Z',
})

/** A pull request on the example estate, whose base holds no tenant yet. */
export function anInput(files: readonly FileChange[], over: Partial<ReviewInput> = {}): ReviewInput {
  const neighbours = over.neighbours ?? []
  const gone = new Set(files.filter(({ after }) => after === undefined).map(({ path }) => path))
  const paths = [...estateRules, ...neighbours, ...files.flatMap(({ after }) => after ?? [])].map(
    ({ path }) => path,
  )
  return {
    pull: aPull(),
    files,
    headPaths: [...new Set(paths)].filter((path) => !gone.has(path)),
    rules: estateRules,
    neighbours,
    standing: [],
    people: estatePeople(),
    reviewed: {},
    on: '2026-11-21T09:00:00Z',
    ...over,
  }
}
