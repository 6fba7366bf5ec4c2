import { confirm } from '@clack/prompts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { withEstate } from './audit-source.ts'
import { nameOf } from './registry-place.ts'

export type EraseOptions = Readonly<{ estate?: string; reference?: string; yes?: true }>

export async function erase(person: string, { estate, reference, yes }: EraseOptions): Promise<void> {
  const login = person.replace(/^@/, '')
  const shown = clean(login, 100)
  await withEstate({ estate, as: 'owner' }, async (registry, of) => {
    const found = await registry.meaningsOf(of, login)
    if (found.names + found.words === 0)
      throw new UserError(`The audit chain of ${nameOf(of)} names no ${shown}.`, {
        fix: 'Write the login, or the address, as GitHub or APPROVERS has it; what was erased once stays erased.',
      })
    process.stderr.write(
      `In ${nameOf(of)} ${shown} is named by ${count(found.names, 'digest')} of the name and in ${count(found.words, 'text')}. What they mean is forgotten for good.\n`,
    )
    if (yes !== true && !(await isSure(shown)))
      throw new UserError('Nothing was erased.', { fix: 'Pass --yes to go on without being asked.' })
    const erased = await registry.erasePerson(of, login, reference).catch((cause: unknown) => {
      if ((cause as { code?: unknown }).code !== '42501') throw cause
      throw new UserError('The role at DATABASE_URL can only add to the audit chain.', {
        fix: 'Set DATABASE_ADMIN_URL to the address of the owner of the registry.',
        cause,
      })
    })
    process.stdout.write(
      `${count(erased?.names ?? 0, 'name')} and ${count(erased?.words ?? 0, 'text')} erased; the chain says that it was done, and verifies as before.\n`,
    )
    process.stderr.write(
      'The tables operations, decisions and notices may name them too: see docs/guides/operations.md.\n',
    )
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
