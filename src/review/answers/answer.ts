import type { Comment } from '../comment/comment.ts'
import { renderDiscounted, stateOf, whoCan } from '../comment/seats.ts'
import { headlineOf } from '../comment/headline.ts'
import { code, prose, text } from '../../tenant/markdown.ts'
import type { Verdict } from '../verdict.ts'

/** Answers share one comment, edited in place: however often one asks, the conversation grows by one. */
const answerMarker = '<!-- landlord:answer -->'

/** What Landlord understands; `unknown` names the word it did not. */
export function renderHelp(asker: string, unknown?: string): Comment {
  return answer([
    unknown === undefined
      ? `For ${code(asker)}: what Landlord answers to.`
      : `For ${code(asker)}: Landlord knows no command ${code(unknown)}. It answers to these.`,
    [
      '- `/landlord recheck` evaluates this pull request again, with the rules and people of this moment.',
      '- `/landlord explain` says why each seat opened, who can fill it, and why a review does not count.',
      '- `/landlord break-glass REASON`, on what came past the gate: it is provisioned all the same, under your name. For the teams that the settings name.',
      '- `/landlord authorise-destroy`, on a plan that is held, since it would lose data or the review did not show it: your yes to that very plan. For the teams that the settings name, and not for who opened the pull request.',
      '- `/landlord purge`, on a retirement whose export is done: your yes to deleting the tenant for good. It takes two people of the teams that the settings name.',
      '- `/landlord why @user` says for one person whether they can fill each seat, and why each of their reviews counts or not.',
      '- `/landlord delegate @user until 2026-11-30 REASON`, from who can fill a seat here: opens a pull request that lets somebody act for you.',
      '- `/landlord help` shows this.',
    ].join('\n'),
    'A command is the first line of a comment. Approving is done by an ordinary review, not by a comment.',
  ])
}

/** Why each seat opened, who counts, and who does not. */
export function renderExplanation(asker: string, verdict: Verdict): Comment {
  const { seats, discounted } = verdict.approvals
  const sections = seats.map((seat) =>
    [
      `**${text(seat.name, 80)}** (${stateOf(seat)})`,
      `- Opened because: ${prose(seat.because)}`,
      `- By line ${seat.line} of ${code('.github/landlord/APPROVERS')}, for ${seat.files.map((file) => code(file)).join(', ')}`,
      `- Can be filled by: ${whoCan(seat)}`,
    ].join('\n'),
  )
  return answer([
    `For ${code(asker)}: ${text(headlineOf(verdict))}.`,
    ...(sections.length === 0 ? ['No section of APPROVERS opens a seat for this change.'] : sections),
    renderDiscounted(discounted),
    'A review counts when its writer may fill the seat, can write to the repository now, wrote no commit here, and has not taken the approval back. One person fills one seat.',
  ])
}

/** Why somebody's glass stays whole. */
export const renderGlassKept = (asker: string, why: string): Comment =>
  answer([`For ${code(asker)}: nothing was provisioned. ${prose(why)}`])

/** What became of somebody's word on a purge, or on a held plan. */
export const renderPurgeAnswer = (asker: string, words: string): Comment =>
  answer([`For ${code(asker)}: ${prose(words)}`])

/** All answers share one comment. */
export const answer = (parts: readonly string[]): Comment => ({
  marker: answerMarker,
  body: [answerMarker, ...parts.filter((part) => part !== '')].join('\n\n').slice(0, 60_000) + '\n',
  create: true,
})
