import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { nameOf, withRegistry } from './registry-place.ts'

export async function list(): Promise<void> {
  const [known, displaced] = await withRegistry((registry) =>
    Promise.all([registry.knownEstates(), registry.displacedEstates()]),
  )
  for (const { estate } of known) process.stdout.write(`✓ ${nameOf(estate)}\n`)
  for (const { estate, why } of displaced) process.stdout.write(`✗ ${nameOf(estate)}: ${clean(why, 200)}\n`)
  if (displaced.some(({ why }) => why !== aside)) process.exitCode = 1
}

export async function move(from: string, to: string): Promise<void> {
  await moveOrSay(namesIn(from), namesIn(to))
  process.stdout.write(`${clean(from, 140)} is ${clean(to, 140)} from here on.\n`)
}

export async function setAside(name: string): Promise<void> {
  const { owner, repo } = namesIn(name)
  // No name on GitHub has a tilde: nobody can ever take this one.
  const to = { owner, repo: `${repo}~${new Date().toISOString().slice(0, 10)}` }
  await moveOrSay({ owner, repo }, to, aside)
  process.stdout.write(`${clean(name, 140)} is free; what was kept of it is under ${nameOf(to)}.\n`)
}

const aside = 'set aside by hand'

type Names = Readonly<{ owner: string; repo: string }>

const moveOrSay = (from: Names, to: Names, displaced?: string): Promise<void> =>
  withRegistry(async (registry) => {
    if (await registry.moveEstate(from, to, displaced)) return
    throw new UserError(`${nameOf(from)} could not be moved to ${nameOf(to)}.`, {
      fix: 'Either the registry has no such estate, or something is kept under the other name already: "landlord estates list".',
    })
  })

function namesIn(text: string): Names {
  const [, owner = '', repo = ''] = /^([\w.-]{1,39})\/([\w.~-]{1,120})$/.exec(text) ?? []
  if (owner !== '') return { owner, repo }
  throw new UserError(`"${clean(text, 140)}" is no name of a repository.`, { fix: 'Write it as owner/repo.' })
}
