import { actorOf } from '../access/caller.ts'
import { stamp, type GitHub } from '../github.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Issue, Label } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { isPull } from '../pulls/after-push.ts'
import { showIssue } from '../show/issue.ts'
import { showLabel } from '../show/label.ts'
import { showPull } from '../show/pull.ts'

/** A label of a repository, new. */
export function addLabel(github: GitHub, repository: Repository, about: Omit<Label, 'id'>): Label {
  const label = { id: github.nextId(), ...about }
  repository.labels.set(label.name.toLowerCase(), label)
  return label
}

/** Gives an issue exactly these labels, making those that are new, and announces each difference. */
export async function setLabels(call: RepositoryCall, issue: Issue, names: readonly string[]): Promise<void> {
  const { github, repository } = call
  for (const name of names) {
    if (!repository.labels.has(name.toLowerCase())) {
      addLabel(github, repository, { name, color: 'ededed', description: null })
    }
  }
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const added = [...wanted].filter((name) => !issue.labels.has(name))
  const removed = [...issue.labels].filter((name) => !wanted.has(name))
  for (const name of removed) issue.labels.delete(name)
  for (const name of added) issue.labels.add(name)
  if (added.length + removed.length > 0) issue.updatedAt = stamp(github)
  for (const name of added) await announce(call, issue, { action: 'labeled', name })
  for (const name of removed) await announce(call, issue, { action: 'unlabeled', name })
}

async function announce(
  { github, repository, caller }: RepositoryCall,
  issue: Issue,
  { action, name }: { action: 'labeled' | 'unlabeled'; name: string },
): Promise<void> {
  const label = repository.labels.get(name)
  const about = { action, ...(label && { label: showLabel(github, repository, label) }) }
  const sender = actorOf(caller).login
  if (isPull(issue)) {
    const pull_request = await showPull(github, repository, issue)
    const payload = { ...about, number: issue.number, pull_request }
    github.announce({ event: 'pull_request', action, repository, sender, payload })
  } else {
    const payload = { ...about, issue: showIssue(github, repository, issue) }
    github.announce({ event: 'issues', action, repository, sender, payload })
  }
}
