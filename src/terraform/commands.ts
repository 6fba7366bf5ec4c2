import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ResourceChange } from '../provisioning/resource-change.ts'
import type { Told } from '../provisioning/told.ts'
import { isLockError, parseMessage, reasonOf, withoutSecrets, type Message } from './messages.ts'
import { runProgram, type Ended } from './process.ts'
import { parseState, type State } from './state.ts'
import type { Workspace } from './workspace.ts'

type PlanOptions = Readonly<{
  /** The plan to remove everything. */
  destroy?: true
  /** Input of the root module for this plan alone. */
  variables?: Readonly<Record<string, string>>
  /** Only these addresses, and what they hang on. */
  targets?: readonly string[]
  /** Addresses that are made anew whatever the state says. */
  remake?: readonly string[]
  /** Only shown and never applied: no lock is taken, so that no apply waits for it or fails. */
  shown?: true
}>

/** What Landlord asks of Terraform (or OpenTofu) for one tenant. Throws only when the program cannot be started. */
export type Terraform = Readonly<{
  init: () => Promise<Told<unknown>>
  /** Saves the plan for `apply`; an empty list means that all is as it should be. */
  plan: (options?: PlanOptions) => Promise<Told<Readonly<{ changes: readonly ResourceChange[] }>>>
  /** Applies the saved plan, and says what was really done, also when it failed half way. */
  apply: () => Promise<Told<Readonly<{ applied: readonly ResourceChange[] }>>>
  state: () => Promise<State>
  /** Takes back that what failed while it was made is to be made anew; where it is sound, or not there, nothing happens. */
  untaint: (address: string) => Promise<void>
}>

type Session = Readonly<{
  program: string
  workspace: Workspace
  /** One line of progress for people. */
  say: (line: string) => void
  signal: AbortSignal
}>

export function openTerraform(session: Session): Terraform {
  const { workspace } = session
  const planFile = join(workspace.data, `plan-${process.pid}`)
  const run = async (args: readonly string[], onLine: (line: string) => void): Promise<Ended> =>
    runProgram({
      program: session.program,
      args,
      cwd: workspace.root,
      env: workspace.env,
      onLine,
      signal: session.signal,
    })

  const converse = async (command: string, ...args: readonly string[]): Promise<Conversation> => {
    const messages: Message[] = []
    const ended = await run([command, '-json', '-input=false', ...args], (line) => {
      const message = parseMessage(line)
      if (message === undefined) return
      messages.push(message)
      if (message.type === 'progress') session.say(message.says)
    })
    return { ended, messages }
  }

  return {
    init: async () => {
      const tail: string[] = []
      const ended = await run(['init', '-input=false', '-no-color', '-reconfigure'], (line) => {
        tail.push(line)
      })
      if (ended.code === 0) return { done: true }
      const said = (ended.stderr.trim() || tail.join('\n')).replaceAll(/[\s│╷╵]+/g, ' ').trim()
      return {
        done: false,
        outcome: 'error',
        reason: stopped(session) ?? withoutSecrets(`terraform init did not succeed: ${said.slice(0, 400)}`),
        applied: [],
      }
    },
    plan: async (options) => {
      const said = await converse(
        'plan',
        `-out=${planFile}`,
        '-detailed-exitcode',
        ...(options?.shown === true ? ['-lock=false'] : lockTimeout),
        ...(options?.destroy === true ? ['-destroy', '-refresh=false'] : []),
        ...Object.entries(options?.variables ?? {}).map(([name, value]) => `-var=${name}=${value}`),
        ...(options?.targets ?? []).map((address) => `-target=${address}`),
        ...(options?.remake ?? []).map((address) => `-replace=${address}`),
      )
      // 0: nothing to do; 2: something to do.
      if (said.ended.code === 0 || said.ended.code === 2) {
        return {
          done: true,
          changes: said.messages.flatMap((it) => (it.type === 'planned' ? [it.change] : [])),
        }
      }
      // Nothing was touched, so nothing needs undoing.
      return { ...told(session, said), outcome: 'error' }
    },
    apply: async () => {
      const said = await converse('apply', ...lockTimeout, planFile)
      await rm(planFile, { force: true })
      return said.ended.code === 0 ? { done: true, applied: appliedIn(said) } : told(session, said)
    },
    untaint: async (address) => {
      await run(['untaint', '-allow-missing', ...lockTimeout, address], () => undefined)
    },
    state: async () => {
      const lines: string[] = []
      const ended = await run(['state', 'pull'], (line) => lines.push(line))
      if (ended.code !== 0) throw new Error(`terraform state pull ended with ${ended.code ?? 'a signal'}.`)
      return parseState(lines.join('\n'))
    },
  }
}

type Conversation = Readonly<{ ended: Ended; messages: readonly Message[] }>

/** A run that has just ended lets go of the lock in a moment; one that goes on does not, and is not waited for. */
const lockTimeout = ['-lock-timeout=5s']

const appliedIn = ({ messages }: Conversation): readonly ResourceChange[] =>
  messages.flatMap((it) => (it.type === 'applied' ? [it.change] : []))

function told(session: Session, said: Conversation): Extract<Told<unknown>, { done: false }> {
  const applied = appliedIn(said)
  const stop = stopped(session)
  if (stop !== undefined) return { done: false, outcome: 'error', reason: stop, applied }
  const lock = said.messages.find(isLockError)
  if (lock !== undefined) {
    const reason = 'Another run holds the lock on the state of this tenant.'
    return { done: false, outcome: 'error', reason, applied }
  }
  const errors = said.messages.filter((message) => message.type === 'error')
  const reason =
    reasonOf(errors) ??
    `Terraform ended with ${said.ended.code ?? 'a signal'}: ${said.ended.stderr.slice(-300)}`
  return { done: false, outcome: 'failed', reason: withoutSecrets(reason), applied }
}

const stopped = (session: Session): string | undefined =>
  session.signal.aborted ? 'The run was stopped; Terraform saved its state first.' : undefined
