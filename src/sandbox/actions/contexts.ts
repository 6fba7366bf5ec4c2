import { arch, platform } from 'node:os'
import type { RunRequest } from './runner.ts'
import type { Workflow } from './workflow.ts'
import { typeInputs } from './triggers.ts'
import type { Contexts } from './expression.ts'

/** What is the same for the whole run. `inputs` are the request's with defaults filled in. */
export function runContexts(
  request: RunRequest,
  workflow: Workflow,
  inputs: Readonly<Record<string, string>>,
): Contexts {
  return {
    github: githubContext(request, workflow, inputs),
    inputs: typeInputs(workflow, inputs),
    vars: request.vars,
  }
}

export function runnerContext(temp: string, toolCache: string): Readonly<Record<string, string>> {
  const systems: Readonly<Record<string, string>> = { darwin: 'macOS', win32: 'Windows' }
  return {
    name: 'sandbox',
    os: systems[platform()] ?? 'Linux',
    arch: arch().toUpperCase(),
    environment: 'self-hosted',
    temp,
    tool_cache: toolCache,
  }
}

/** GITHUB_* of every step, from the `github` context. */
export function githubVariables(github: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    variableNames.map((name) => {
      const value = github[name]
      return [`GITHUB_${name.toUpperCase()}`, typeof value === 'string' ? value : '']
    }),
  )
}

const variableNames = [
  'actor',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workspace',
]

function githubContext(
  request: RunRequest,
  workflow: Workflow,
  inputs: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const { repository, ref, event } = request
  const full = `${repository.owner}/${repository.name}`
  const pull = event.payload.pull_request as { head?: { ref?: string }; base?: { ref?: string } } | undefined
  return {
    token: request.token,
    actor: request.actor,
    triggering_actor: request.actor,
    api_url: request.apiUrl,
    graphql_url: `${request.apiUrl}/graphql`,
    server_url: request.serverUrl,
    base_ref: pull?.base?.ref ?? '',
    head_ref: pull?.head?.ref ?? '',
    event_name: event.name,
    event: { ...event.payload, ...(event.name === 'workflow_dispatch' && { inputs }) },
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: full,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    run_id: String(request.runId),
    run_number: String(request.runNumber),
    run_attempt: String(request.runAttempt),
    sha: request.sha,
    workflow: workflow.name,
    workflow_ref: `${full}/${workflow.path}@${ref}`,
  }
}
