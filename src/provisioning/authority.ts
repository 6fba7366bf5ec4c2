import type { Change } from '../tenant/change.ts'

/** By what right an operation runs. */
export type Authority =
  /** People or rules decided on exactly this content; its number in the registry. */
  | Readonly<{ by: 'decision'; decision: number }>
  /** It was merged before the registry kept decisions. */
  | Readonly<{ by: 'baseline' }>
  /** A person took it upon themselves, by name and with a reason. */
  | Readonly<{ by: 'break-glass'; login: string; reason: string; at: string }>

/** What was decided for one head of a pull request: its number, and git object ids by path (null: no such file). */
export type Decided = Readonly<{ id: number; blobs: Readonly<Record<string, string | null>> }>

/** The pull request that was merged, and what is known of it. */
export type Arrival = Readonly<{
  pull: number
  /** ISO 8601 of the merge, and since when decisions are kept for this estate. */
  mergedAt: string | undefined
  decisionsSince: string
  /** The decision in force for the merged head; undefined: there is none, or it was withdrawn. */
  decided: Decided | undefined
  /** The one for the very commit that came onto the branch, which a merge queue had judged before; absent = none. */
  queued?: Decided | undefined
}>

export type Judged = Readonly<{ authority: Authority }> | Readonly<{ because: string }>

/** Only the content counts, not the commit: squashed, rebased or merged, the blob that was decided is the blob. */
export function judgeAuthority(change: Pick<Change, 'file' | 'afterBlob'>, arrival: Arrival): Judged {
  const { pull, mergedAt, decisionsSince, decided, queued } = arrival
  if (mergedAt !== undefined && Date.parse(mergedAt) < Date.parse(decisionsSince))
    return { authority: { by: 'baseline' } }
  if (decided === undefined)
    return {
      because: `#${pull} was merged although its check was not green: nobody with a say in it has said yes.`,
    }
  // What a queue merged may hold what came onto the branch since; it was judged again, as it is.
  const found = [decided, queued].find((one) => one !== undefined && holds(one, change))
  if (found === undefined)
    return {
      because: `What #${pull} merged is not what was decided: \`${change.file}\` differs from the file that was approved.`,
    }
  return { authority: { by: 'decision', decision: found.id } }
}

const holds = ({ blobs }: Decided, { file, afterBlob }: Pick<Change, 'file' | 'afterBlob'>): boolean =>
  Object.hasOwn(blobs, file) && blobs[file] === (afterBlob ?? null)

export const pushedDirectly =
  'It was pushed to the default branch directly, past every pull request and every review.'
