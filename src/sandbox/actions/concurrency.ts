/** Somebody who wants to run alone in a group. */
export type Member = Readonly<{
  /** The group is yours. */
  start: () => void
  /** A newer member asks you to end, whether you wait or run; leave the group when you have. */
  cancel: (because: string) => void
}>

export type Groups = Readonly<{
  enter: (group: string, member: Member, cancelInProgress: boolean) => void
  leave: (group: string, member: Member) => void
}>

/**
 * GitHub's concurrency groups: one member runs, at most one waits, and a newer one cancels the one that waits
 * (with `cancel-in-progress` also the one that runs). Names ignore case.
 */
export function openGroups(): Groups {
  const groups = new Map<string, { running: Member; pending: Member | undefined }>()
  return {
    enter(name, member, cancelInProgress) {
      const group = groups.get(name.toLowerCase())
      if (group === undefined) {
        groups.set(name.toLowerCase(), { running: member, pending: undefined })
        member.start()
        return
      }
      const displaced = group.pending
      group.pending = member
      const because = `a newer request of the concurrency group '${name}' exists`
      displaced?.cancel(because)
      if (cancelInProgress) group.running.cancel(because)
    },
    leave(name, member) {
      const group = groups.get(name.toLowerCase())
      if (group === undefined) return
      if (group.pending === member) group.pending = undefined
      if (group.running !== member) return
      if (group.pending === undefined) {
        groups.delete(name.toLowerCase())
        return
      }
      group.running = group.pending
      group.pending = undefined
      group.running.start()
    },
  }
}
