/** Measures Landlord against nothing but itself and bare calls; see `npm run bench -- --help`. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { benchApprovers, renderApprovers } from './bench/approvers.ts'
import { benchChaos } from './bench/chaos/chaos.ts'
import { renderChaos } from './bench/chaos/render.ts'
import { benchCheck } from './bench/check.ts'
import { benchCost, renderCost } from './bench/cost.ts'
import { benchEvents } from './bench/events.ts'
import { benchFuzz, renderFuzz } from './bench/fuzz.ts'
import { benchIdle, renderIdle } from './bench/idle.ts'
import { benchLoad, renderLoad } from './bench/load.ts'
import { benchMergesHere, renderMerges } from './bench/merges.ts'
import { proveMachines } from './bench/machines.ts'
import { renderCheck } from './bench/render-check.ts'
import { renderEvents, tallyEvents } from './bench/render-events.ts'

type Options = Readonly<{ format: 'text' | 'json' }>

const format = () =>
  new Option('--format <format>', 'how to print it').choices(['text', 'json']).default('text')
const program = new Command('npm run bench --').description(
  'Measures how long Landlord takes, and what it asks.',
)

program
  .command('events', { isDefault: true })
  .description('webhook to published check run and comment, against the same GitHub calls issued bare')
  .option('--rounds <number>', 'pull requests to open, after the first', '20')
  .option(
    '--latency <ms>',
    'how much longer each answer of the GitHub takes, for Landlord and bare calls',
    '0',
  )
  .addOption(format())
  .addHelpText(
    'after',
    `
Starts the sandbox (no cloud) with Landlord in a process of its own, and plays pull requests on the example estate: opened,
pushed to, approved by the CFO, asked for a recheck. A time runs from the webhook's sending to the last write (for the recheck: 🚀).
Each pull request has a twin that the App never hears of; another process sends the recorded calls about it with fetch and an
installation token, each as soon as the calls are answered that had been answered before it in the record.
On loopback the sandbox's GitHub answers within one or two milliseconds, which no network does: --latency 50 is nearer to life.
GitHub allows 80 writes a minute and Landlord keeps to it, so twenty rounds take about three minutes.`,
  )
  .action(async ({ rounds, latency, format: how }: Options & { rounds: string; latency: string }) => {
    await inFolder(async (home) => {
      const report = tallyEvents(
        await benchEvents({ rounds: Number(rounds), latencyMs: Number(latency), home, say: progress }),
      )
      show(report, how, renderEvents)
    })
  })

program
  .command('check')
  .description('`landlord check` on ten thousand tenants, beside ajv-cli and spectral with the schema alone')
  .option('--tenants <number>', 'how many to generate', '10000')
  .option('--times <number>', 'runs of each, in turns', '3')
  .option('--no-others', 'Landlord alone: nothing is installed for comparison')
  .addOption(format())
  .action(
    async ({
      tenants,
      times,
      others,
      format: how,
    }: Options & { tenants: string; times: string; others: boolean }) => {
      await inFolder((folder) => {
        const sizes = { tenants: Number(tenants), times: Number(times) }
        const report = benchCheck({ folder, ...sizes, others, say: progress })
        show(report, how, renderCheck)
      })
    },
  )

program
  .command('cost')
  .description('ten thousand tenants estimated, with every line, and as the gate asks for it')
  .option('--tenants <number>', 'how many', '10000')
  .option('--times <number>', 'how often, each in a process of its own', '5')
  .addOption(format())
  .action(({ tenants, times, format: how }: Options & { tenants: string; times: string }) => {
    const report = benchCost({ tenants: Number(tenants), times: Number(times) })
    show(report, how, renderCost)
  })

program
  .command('approvers')
  .description('how much CPU it takes to say who is asked for a change of very many files')
  .option('--files <number>', 'how many have changed', '10000')
  .option('--lines <number>', 'how many APPROVERS has', '1000')
  .option('--times <number>', 'runs of each', '5')
  .addOption(format())
  .action((asked: Options & { files: string; lines: string; times: string }) => {
    const { files, lines, times, format: how } = asked
    const report = benchApprovers({ files: Number(files), lines: Number(lines), times: Number(times) })
    show(report, how, renderApprovers)
  })

program
  .command('fuzz')
  .description('spoilt tenant files: none may end Landlord, take 100 ms, or have a finding outside itself')
  .option('--files <number>', 'how many', '20000')
  .option('--seed <number>', 'the same number gives the same files', '1')
  .action(({ files, seed }: { files: string; seed: string }) => {
    const report = benchFuzz({ files: Number(files), seed: Number(seed) })
    print(renderFuzz(report))
    if (report.failures.length > 0) process.exitCode = 1
  })

program
  .command('load')
  .description(
    'deliveries at an even pace to one process, beside a bare server: how many are kept, how soon, at what cost',
  )
  .option('--per-second <number>', 'how many', '1000')
  .option('--seconds <number>', 'for how long', '10')
  .addOption(format())
  .action(async ({ perSecond, seconds, format: how }: Options & { perSecond: string; seconds: string }) => {
    await inFolder(async (folder) => {
      const sizes = { perSecond: Number(perSecond), seconds: Number(seconds) }
      const report = await benchLoad({ ...sizes, folder, say: progress })
      show(report, how, renderLoad)
      if (report.kept < report.sent) process.exitCode = 1
    })
  })

program
  .command('merges')
  .description(
    'tenants merged at once, on the sandbox with GitHub’s secondary limits: how soon all are dispatched',
  )
  .option('--tenants <number>', 'how many', '2000')
  .option('--squeeze <number>', 'how many times faster GitHub’s minute goes by', '1')
  .option(
    '--part <number>',
    'how much of GitHub’s limits there is; above 1, as an Enterprise Server may have',
    '1',
  )
  .addOption(format())
  .addHelpText(
    'after',
    `
github.com takes 180 dispatches a minute of one installation, so that two thousand take eleven minutes. --squeeze 3 shows in four
what a faster clock leaves of that: it needs three times the processor, and its seconds are rounded up.`,
  )
  .action(
    async ({
      tenants,
      squeeze,
      part,
      format: how,
    }: Options & { tenants: string; squeeze: string; part: string }) => {
      await inFolder(async (folder) => {
        const sizes = { tenants: Number(tenants), squeeze: Number(squeeze), part: Number(part) }
        const report = await benchMergesHere({ ...sizes, folder, say: progress })
        show(report, how, renderMerges)
        if (report.dispatched < report.tenants || report.repeated > 0) process.exitCode = 1
      })
    },
  )

program
  .command('chaos')
  .description(
    'a calm day and a bad one: replicas killed, webhooks lost, PostgreSQL away; both must end the same',
  )
  .option('--pulls <number>', 'how many pull requests', '500')
  .option('--seed <number>', 'the same number plans the same pull requests, and draws the same lots', '1')
  .option('--replicas <number>', 'processes of Landlord on one PostgreSQL', '3')
  .option('--at-once <number>', 'pull requests that people work on at the same time', '16')
  .option('--kill-every <seconds>', 'on average, between two kills', '5')
  .option('--log <file>', 'everything that Landlord, runner and GitHub say')
  .addOption(format())
  .addHelpText(
    'after',
    `
Each day has a sandbox of its own with an embedded PostgreSQL. A pull request is opened, pushed to, approved where it asks
the CFO, and merged (some are closed, some bring two tenants, some fail verification and are taken back). On the bad day
processes end by SIGKILL, PostgreSQL is stopped once and killed once, an eighth of the webhooks is never sent, and in storms
a quarter of all requests fails. The runner only keeps count. GitHub's secondary limits are a thousand times github.com's: with 500 comments an
hour, five hundred pull requests would take three hours.`,
  )
  .action(async (given: Options & Record<string, string>) => {
    const file = given.log === undefined ? undefined : createWriteStream(given.log)
    await inFolder(async (folder) => {
      const report = await benchChaos({
        ...{ pulls: Number(given.pulls), seed: Number(given.seed), replicas: Number(given.replicas) },
        ...{ atOnce: Number(given.atOnce), killEveryMs: Number(given.killEvery) * 1000 },
        mostKills: Infinity,
        ...{ database: ['restart', 'kill'], folder, say: progress },
        log: (line) => void file?.write(`${line}\n`),
      })
      show(report, given.format, renderChaos)
      if (report.differences.length > 0) process.exitCode = 1
    })
    file?.end()
  })

program
  .command('idle')
  .description('what replicas of Landlord ask of GitHub, and do, where nothing happens')
  .option('--replicas <number>', 'processes of Landlord on one PostgreSQL', '3')
  .option('--minutes <number>', 'for how long', '10')
  .addOption(format())
  .action(async ({ replicas, minutes, format: how }: Options & Record<'replicas' | 'minutes', string>) => {
    await inFolder(async (folder) => {
      const sizes = { replicas: Number(replicas), minutes: Number(minutes) }
      show(await benchIdle({ ...sizes, folder, say: progress }), how, renderIdle)
    })
  })

program
  .command('machines')
  .description(
    'a tenant with an instance of its own, and one in an ElastiCache: applied, proven, suspended, undone',
  )
  .addHelpText(
    'after',
    `
By a real Terraform against moto, with real PostgreSQL servers and a real Redis behind it. The AWS provider waits minutes for what AWS takes
minutes for, so these tests are not among those that run always. That AWS takes what moto takes is not shown.`,
  )
  .action(() => {
    process.exitCode = proveMachines()
  })

const print = (text: string): void => void process.stdout.write(`${text}\n`)
const show = <Report>(report: Report, how: Options['format'], render: (report: Report) => string): void =>
  print(how === 'json' ? JSON.stringify(report, null, 2) : render(report))
const progress = (text: string): void => void process.stderr.write(`${text}\n`)

async function inFolder(work: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'landlord-bench-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await program.parseAsync()
