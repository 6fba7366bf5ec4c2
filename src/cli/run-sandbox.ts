import { once } from 'node:events'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { confirm, isCancel } from '@clack/prompts'
import pc from 'picocolors'
import { startPage } from '../sandbox/page/start-page.ts'
import { organization, people, repository, type Person } from '../sandbox/people.ts'
import { startSandbox, type Sandbox } from '../sandbox/start.ts'
import { playTour, type Stage } from '../sandbox/tour/play.ts'
import { openTimeline } from '../sandbox/tour/timeline.ts'
import { UserError } from '../tenant/user-error.ts'

export type SandboxOptions = Readonly<{
  auto?: true
  keep?: true
  tour: boolean
  port: string
  home: string
  verbose?: true
  aws: boolean
  plans?: true
}>

export async function runSandbox(options: SandboxOptions): Promise<void> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`)
  const timeline = openTimeline(Date.now)
  await clear(options.home)
  const running = await startSandbox({
    home: options.home,
    port: portOf(options.port),
    plans: options.plans === true,
    ...(options.aws ? {} : { without: ['aws' as const] }),
    ...(options.verbose && { log: (line: string) => void process.stderr.write(`${pc.dim(line)}\n`) }),
  })
  const closeAll = [running.close]
  const interrupted = once(process, 'SIGINT')
  try {
    const page = await startPage({
      githubUrl: running.github.url,
      people: playersOf(running),
      owner: organization,
      repo: repository,
    })
    closeAll.unshift(page.close)
    timeline.note('sandbox', 'started')
    say(describe(running, page.url))
    if (options.tour) {
      needTerraform(running)
      const auto = options.auto ?? !process.stdin.isTTY
      if (auto && !options.auto)
        say('\nNobody is at a terminal to answer, so all the parts are played, as with --auto.')
      const stage: Stage = {
        say,
        timeline,
        goOn: auto ? () => Promise.resolve() : ask,
        width: Math.min(process.stdout.columns || 110, 120),
      }
      await Promise.race([playTour(running, stage), interrupted.then(() => Promise.reject(stopped()))])
      say(`\n${pc.bold('Timeline')}\n\n${timeline.render()}`)
    }
    if (options.keep) {
      say(`\nEverything keeps running. Look at ${pc.bold(page.url)}; Ctrl-C ends it.`)
      await interrupted
    }
  } finally {
    for (const close of closeAll) await close()
  }
}

function playersOf({ tokens }: Sandbox): Parameters<typeof startPage>[0]['people'] {
  const player = ({ login, role }: Person) => ({ login, role, token: tokens[login] ?? '' })
  const [first, ...others] = people
  return [player(first), ...others.map(player)]
}

function describe({ github, cloud, tokens }: Sandbox, page: string): string {
  const git = `${github.webUrl}/${organization}/${repository}.git`
  const offers = Object.entries(cloud).map(
    ([name, { state, says }]) => `  ${name.padEnd(10)} ${state === 'on' ? says : pc.yellow(`off: ${says}`)}`,
  )
  return `${pc.bold('Landlord sandbox')}: everything on this machine, no account anywhere

  page       ${pc.bold(page)}
  API        ${github.url}
  clone      git clone ${git.replace('://', `://ria:${tokens.ria ?? ''}@`)}
${offers.join('\n')}`
}

const marker = '.landlord-sandbox'

/** Removes an earlier sandbox, and never a folder that is something else. */
async function clear(home: string): Promise<void> {
  const found: readonly string[] = await readdir(home).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  })
  if (found.length > 0 && !found.includes(marker))
    throw new UserError(`${home} holds something that is no sandbox.`, {
      fix: 'Give --home a folder that does not exist yet.',
    })
  await rm(home, { recursive: true, force: true })
  await mkdir(home, { recursive: true })
  await writeFile(join(home, marker), 'An earlier sandbox, removed when the next one starts here.\n')
}

/** Everything else has a stand-in or can be left out. */
function needTerraform({ cloud: { terraform } }: Sandbox): void {
  if (terraform.state === 'off')
    throw new UserError(`The tour provisions with Terraform, and it is off: ${terraform.because}.`, {
      fix: `${terraform.fix} Or start with --keep --no-tour to try everything before the merge.`,
    })
}

async function ask(question: string): Promise<void> {
  const answer = await confirm({ message: question })
  if (isCancel(answer) || !answer) throw stopped()
}

const stopped = (): UserError =>
  new UserError('The tour was stopped.', { fix: 'Start it again whenever you like.' })

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new UserError(`"${text}" is not a port.`, {
    fix: 'Use a number from 0 to 65535; 0 takes any free one.',
  })
}
