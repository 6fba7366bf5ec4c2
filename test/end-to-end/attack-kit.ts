import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { organization as owner, repository as repo } from '../../src/sandbox/people.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import type { Watched } from './a-sandbox.ts'

/** One commit as an attacker may write it: any name, any address, any parents. */
export type Forged = Readonly<{
  /** A login of the sandbox, or an address. */
  as: string
  /** By path; null removes. */
  files?: Readonly<Record<string, string | null>>
  message?: string
  /** A branch merged in: the second parent. */
  merge?: string
}>

/** What can be done to a repository by hand, below GitHub's API, and what GitHub shows of it. */
export function attackKit({ home, as, client }: Watched) {
  const folder = join(home, 'sandbox/github/repositories', owner, `${repo}.git`)
  const git = (args: readonly string[], input?: string) => run(['-C', folder, ...args], input)
  /** Commits onto a branch that begins where `from` is. Nobody is told. */
  const commit = async (
    branch: string,
    commits: readonly Forged[],
    from = 'refs/heads/main',
  ): Promise<string> => {
    const stream = commits.map((one, index) => forge(one, { branch, from: index === 0 ? from : undefined }))
    await git(['fast-import', '--quiet', '--force'], stream.join(''))
    return (await git(['rev-parse', `refs/heads/${branch}`])).trim()
  }
  const open = async (login: string, branch: string): Promise<number> => {
    const { data } = await client(login).pulls.create({
      owner,
      repo,
      title: branch,
      head: branch,
      base: 'main',
    })
    return data.number
  }
  const attack = async (login: string, branch: string, commits: readonly Forged[]): Promise<number> => {
    await commit(branch, commits)
    return open(login, branch)
  }
  return {
    commit,
    open,
    attack,
    /** What stood on main before anybody looked: no event tells of it. */
    plant: (files: Forged['files'] & object) => commit('main', [{ as: 'pat', files }]),
    push: (login: string, branch: string, path: string, text: string) =>
      push(client(login), branch, path, text),
    approve: (login: string, pull: number) => as(login).approve(pull),
    /** The check's title, once it matches. */
    sees: async (
      pull: number,
      title: RegExp,
    ): Promise<Readonly<{ conclusion: string | null; title: string; comment: string }>> => {
      const check = await as('ria').awaitCheck(pull, (one) => title.test(one.title))
      return { ...check, comment: (await as('ria').comments(pull)).at(-1) ?? '' }
    },
    /** What the comment says, once it matches. */
    reads: (pull: number, words: RegExp): Promise<string> =>
      within(40_000, `a comment with ${String(words)} on #${pull}`, async () =>
        (await as('ria').comments(pull)).find((comment) => words.test(comment)),
      ),
    merge: (login: string, pull: number) => as(login).merge(pull),
  }
}

async function push(
  octokit: ReturnType<Watched['client']>,
  branch: string,
  path: string,
  text: string,
): Promise<void> {
  const { data } = await octokit.repos.getContent({ owner, repo, path, ref: branch })
  const sha = 'sha' in data ? data.sha : ''
  const content = Buffer.from(text).toString('base64')
  await octokit.repos.createOrUpdateFileContents({
    owner,
    repo,
    path,
    branch,
    sha,
    content,
    message: 'And now this',
  })
}

/** git fast-import's words for a commit. */
function forge(
  { as, files = {}, message = 'A change', merge }: Forged,
  { branch, from }: { branch: string; from: string | undefined },
): string {
  const who = as.includes('@') ? `Somebody <${as}>` : `${as} <${as}@acme.example>`
  const when = `${Math.floor(Date.now() / 1000)} +0000`
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  const changes = Object.entries(files).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
  )
  return [
    `commit refs/heads/${branch}\nauthor ${who} ${when}\ncommitter ${who} ${when}\n${data(message)}`,
    ...(from === undefined ? [] : [`from ${from}^0\n`]),
    ...(merge === undefined ? [] : [`merge refs/heads/${merge}^0\n`]),
    ...changes,
    '\n',
  ].join('')
}

function run(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('git', [...args], { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`git ${args.join(' ')}: ${stderr}`))
      else resolve(stdout)
    })
    // A git that does not read, or refuses, says why itself.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

const shop = readFileSync('tenants/bazaar-retail.yaml', 'utf8')

/** A shop in India with ordinary data: only its yearly budget, in lakh, decides who is asked. */
export const aShop = (id: string, lakh: number): string =>
  shop
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace('name: Bazaar Retail', `name: Shop ${id}`)
    .replace(/^budget: .*$/m, `budget: { amount: ${lakh * 100_000}, currency: INR, period: year }`)
