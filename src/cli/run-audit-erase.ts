import { confirm } from '@clack/prompts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { withEstate } from './audit-source.ts'
import { nameOf } from './registry-place.ts'
import type { Registry } from '../registry/registry.ts'

export type EraseOptions = Readonly<{ estate?: string; reference?: string; yes?: true }>

export async function erase(person: string, { estate, reference, yes }: EraseOptions): Promise<void> {
  const login = person.replace(/^@/, '')
  const shown = clean(login, 100)
  await withEstate({ estate, as: 'owner' }, async (registry, of) => {
    const found = await asOwner(registry.namedIn(of, login))
    if (howOften(found) === 0 && isNone(found.left))
      throw new UserError(`Nothing that is kept of ${nameOf(of)} names ${shown}.`, {
        fix: 'Write the login, or the address, as GitHub or APPROVERS has it; what was erased once stays erased.',
      })
    if (howOften(found) > 0) {
      process.stderr.write(
        `${shown} is named in ${nameOf(of)} by ${tell(found)}. All of it is forgotten for good.\n`,
      )
      if (yes !== true && !(await isSure(shown)))
        throw new UserError('Nothing was erased.', { fix: 'Pass --yes to go on without being asked.' })
      const erased = await asOwner(registry.erasePerson(of, login, reference))
      process.stdout.write(
        `${tell(erased)} erased; the chain says that it was done, and verifies as before.\n`,
      )
    }
    if (isNone(found.left)) return
    process.stdout.write(`${renderLeft(found.left)}Erase once more when that is over.\n`)
    process.exitCode = 1
  })
}

type Erased = Awaited<ReturnType<Registry['erasePerson']>>

const howOften = ({ names, words, rows }: Erased): number => names + words + rows

const tell = ({ names, words, rows }: Erased): string =>
  `${count(names, 'name')} and ${count(words, 'text')} of the chain, and ${count(rows, 'row')} beside it`

const isNone = ({ pulls, operations, tenants }: Erased['left']): boolean =>
  pulls.length + operations.length + tenants.length === 0

/** What goes on with them is not taken from under their feet. */
function renderLeft({ pulls, operations, tenants }: Erased['left']): string {
  const lines = [
    ['open pull requests', pulls.map((pull) => `#${pull}`)],
    ['operations that have not ended', operations],
    ['tenants whose file names them', tenants],
  ] as const
  return lines
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `Still named by ${what}: ${names.map((name) => clean(name, 100)).join(', ')}.\n`)
    .join('')
}

async function asOwner<Answer>(work: Promise<Answer>): Promise<Answer> {
  return work.catch((cause: unknown) => {
    if ((cause as { code?: unknown }).code !== '42501') throw cause
    throw new UserError('The role at DATABASE_URL may only add to what is kept.', {
      fix: 'Set DATABASE_ADMIN_URL to the address of the owner of the registry.',
      cause,
    })
  })
}

async function isSure(who: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false
  const answer = await confirm({
    message: `Forget ${who}?`,
    initialValue: false,
    output: process.stderr,
  })
  return answer === true
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
