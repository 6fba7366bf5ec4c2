import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pc from 'picocolors'
import { packageRoot } from '../../estate/template.ts'
import type { Operation } from '../../provisioning/operation.ts'
import { openRegistry, type Registry } from '../../registry/registry.ts'
import { UserError } from '../../tenant/user-error.ts'
import { nameOf, organization, repository } from '../people.ts'
import type { Sandbox } from '../start.ts'
import { renderTerminal } from '../terminal-markdown.ts'
import { plantFault } from './fault.ts'
import { handsOf, type Hands } from './github.ts'
import { story, type Scene } from './story.ts'
import type { Timeline } from './timeline.ts'
import { within } from './within.ts'

export type Stage = Readonly<{
  say: (text: string) => void
  /** Asks the person at the keyboard to go on; with `--auto` it goes on by itself. */
  goOn: (question: string) => Promise<void>
  timeline: Timeline
  /** Characters in a line. */
  width: number
}>

type Playing = Readonly<{ scene: Scene; pull: number; hands: Hands }>

/** Plays the story on the sandbox, every part through GitHub's public API. Throws when an ending is not the one told. */
export async function playTour(sandbox: Sandbox, stage: Stage): Promise<void> {
  const registry = await openRegistry(sandbox.databaseUrl)
  try {
    await plantFault(sandbox.platformUrl, 'leaky-labs')
    const playing: Playing[] = []
    for (const scene of story) {
      const each = await open(scene, sandbox, stage)
      await decide(each, sandbox, stage)
      playing.push(each)
    }
    stage.say(pc.bold('\nProvisioning: Terraform and eight checks for every tenant, two at a time.\n'))
    await Promise.all(
      playing.filter(({ scene }) => scene.ending !== 'waiting').map((each) => follow(each, registry, stage)),
    )
    for (const each of playing) if (each.scene.ending !== 'waiting') await showEnding(each, stage)
    await stillWaiting(playing, stage)
  } finally {
    await registry.close()
  }
}

async function open(scene: Scene, { github, tokens }: Sandbox, stage: Stage): Promise<Playing> {
  const { say, goOn, timeline, width } = stage
  say(`\n${pc.bold(scene.title)}\n${scene.says}`)
  await goOn(`Open this pull request as ${nameOf(scene.by)}?`)
  const hands = handsOf(github.url, tokens[scene.by] ?? '')
  const path = `tenants/${scene.tenant}.yaml`
  const text = 'text' in scene.file ? scene.file.text : readFileSync(join(packageRoot(), path), 'utf8')
  const opened = await hands.openPull({ branch: `onboard-${scene.tenant}`, path, text, title: scene.title })
  timeline.note(scene.tenant, `pull request #${opened.number} opened by ${scene.by}`)
  const check = await hands.awaitCheck(opened.number, () => true)
  timeline.note(scene.tenant, `checked: ${check.title}`)
  const comment = await within(20_000, `Landlord's comment on #${opened.number}`, async () =>
    (await hands.comments(opened.number)).at(-1),
  )
  say(frame(renderTerminal(comment, width - 4)))
  return { scene, pull: opened.number, hands }
}

/** Approvals in turn, then the merge, which GitHub itself refuses while the check is not green. */
async function decide(
  { scene, pull, hands }: Playing,
  { github, tokens }: Sandbox,
  stage: Stage,
): Promise<void> {
  const { say, goOn, timeline } = stage
  if (scene.approvers.length > 0 || scene.ending === 'waiting') {
    const early = await hands.merge(pull)
    if (early.merged) throw unexpected(scene, 'GitHub merged it although seats are open.')
    say(
      `\n#${pull} ${scene.tenant}: ${nameOf(scene.by)} tries to merge; GitHub refuses: ${pc.italic(early.says)}`,
    )
  }
  if (scene.ending === 'waiting') return
  for (const login of scene.approvers) {
    await goOn(`Approve #${pull} as ${nameOf(login)}?`)
    await handsOf(github.url, tokens[login] ?? '').approve(pull)
    timeline.note(scene.tenant, `approved by ${login}`)
    say(`#${pull} ${scene.tenant}: ${nameOf(login)} approves`)
  }
  const green = await hands.awaitCheck(pull, ({ status }) => status === 'completed')
  if (green.conclusion !== 'success') throw unexpected(scene, `its check says "${green.title}"`)
  await goOn(`Merge #${pull}?`)
  const merged = await hands.merge(pull)
  if (!merged.merged) throw unexpected(scene, `GitHub refuses to merge it: ${merged.says}`)
  timeline.note(scene.tenant, `${green.title}; merged`)
  say(`#${pull} ${scene.tenant}: ${green.title}; merged`)
}

/** Tells every state of the operation as it is entered, and merges the revert as its requester would. */
async function follow(
  { scene, pull, hands }: Playing,
  registry: Registry,
  { say, timeline }: Stage,
): Promise<void> {
  const estate = { owner: organization, repo: repository, installation: 0 }
  let told = 0
  let revert: number | undefined
  await within(240_000, `The end of ${scene.tenant}`, async () => {
    const operation = (await registry.operationsOf(estate, pull))[0]
    if (operation === undefined) return undefined
    for (const { state, at } of operation.history.slice(told)) {
      timeline.note(scene.tenant, state, Date.parse(at))
      say(`   ${scene.tenant.padEnd(16)} ${colourOf(state)(state)}`)
    }
    told = operation.history.length
    if (operation.state === 'REVERT_PR' && operation.revertPull !== undefined && revert === undefined) {
      revert = operation.revertPull
      await hands.awaitCheck(revert, ({ conclusion }) => conclusion === 'success')
      await hands.merge(revert)
      say(`   ${scene.tenant.padEnd(16)} revert pull request #${revert} merged by ${nameOf(scene.by)}`)
    }
    return isOver(operation, scene)
  })
}

function isOver({ state, reason }: Operation, scene: Scene): true | undefined {
  if (state === (scene.ending === 'active' ? 'ACTIVE' : 'REVERTED')) return true
  if (state === 'QUARANTINED' || state === 'ACTIVE' || state === 'REVERTED')
    throw unexpected(scene, `it ended ${state}${reason === undefined ? '' : `: ${reason}`}`)
  return undefined
}

async function showEnding({ scene, pull, hands }: Playing, { say, width }: Stage): Promise<void> {
  const report = (await hands.comments(pull)).at(-1) ?? ''
  say(`\n${pc.bold(scene.title)}`)
  say(frame(renderTerminal(report, width - 4)))
}

async function stillWaiting(playing: readonly Playing[], { say, timeline }: Stage): Promise<void> {
  for (const { scene, pull, hands } of playing.filter(({ scene: { ending } }) => ending === 'waiting')) {
    const check = await hands.awaitCheck(pull, () => true)
    if (check.status === 'completed')
      throw unexpected(scene, 'its check is complete although nobody approved it.')
    timeline.note(scene.tenant, `still open: ${check.title}`)
    say(`\n#${pull} ${scene.tenant} still waits: ${check.title}`)
  }
}

const unexpected = (scene: Scene, says: string): UserError =>
  new UserError(`The tour did not go as told with ${scene.tenant}: ${says}`, {
    fix: 'Start it again with --verbose, and look at what Landlord and the runner say.',
  })

const frame = (text: string): string => text.replaceAll(/^/gm, `${pc.dim('│')} `)

const colourOf = (state: string): ((text: string) => string) =>
  state === 'ACTIVE' ? pc.green : /ROLL|REVERT|QUARANTINE/.test(state) ? pc.yellow : pc.cyan
