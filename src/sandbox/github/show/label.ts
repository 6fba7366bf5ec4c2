import type { GitHub } from '../github.ts'
import type { Issue, Label } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { apiOf, nodeId } from './links.ts'

export function showLabel(github: GitHub, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${apiOf(github, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  }
}

export function showLabels(github: GitHub, repository: Repository, issue: Issue) {
  return [...issue.labels].flatMap((name) => {
    const label = repository.labels.get(name)
    return label ? [showLabel(github, repository, label)] : []
  })
}
