import { parse } from 'yaml'
import { Refusal } from '../http/refusal.ts'
import { findObject, readBlob, readTree } from '../git/read.ts'
import { stamp, type GitHub } from '../github.ts'
import type { Permissions } from '../memory/account.ts'
import type { Repository } from '../memory/repository.ts'
import type { Workflow } from '../memory/run.ts'

const folder = '.github/workflows'

/** The workflow files of the default branch; each keeps its id as long as GitHub runs. */
export async function loadWorkflows(github: GitHub, repository: Repository): Promise<Workflow[]> {
  const sha = await findObject(repository.folder, `refs/heads/${repository.defaultBranch}:${folder}`)
  const entries = sha ? await readTree(repository.folder, sha) : []
  const files = entries.filter(({ path, type }) => type === 'blob' && /\.ya?ml$/.test(path))
  return Promise.all(
    files.map(async (entry) => {
      const path = `${folder}/${entry.path}`
      const name = readDocument(String(await readBlob(repository.folder, entry.sha)))?.name
      const known = repository.workflows.get(path) ?? {
        id: github.nextId(),
        path,
        name: path,
        runs: 0,
        createdAt: stamp(github),
      }
      known.name = typeof name === 'string' ? name : path
      repository.workflows.set(path, known)
      return known
    }),
  )
}

export type WorkflowFile = Readonly<{
  source: string
  /** null when the workflow cannot be dispatched. */
  inputs: Readonly<Record<string, InputRule>> | null
  /** Of its GITHUB_TOKEN. */
  permissions: Permissions
}>

export type InputRule = Readonly<{
  required: boolean
  type: 'string' | 'choice' | 'boolean' | 'number' | 'environment'
  default: string | undefined
  options: readonly string[]
}>

/** A workflow as it stands at one commit, which may differ from the default branch's. */
export async function loadWorkflowFile(
  repository: Repository,
  { path, sha }: { path: string; sha: string },
): Promise<WorkflowFile> {
  const object = await findObject(repository.folder, `${sha}:${path}`)
  if (!object) throw new Refusal(404, 'Not Found')
  const source = String(await readBlob(repository.folder, object))
  const document = readDocument(source)
  if (!document) throw new Refusal(422, `failed to parse workflow: ${path} is not valid YAML`)
  return { source, inputs: readInputs(document.on), permissions: readPermissions(document.permissions) }
}

type Fields = Readonly<Record<string, unknown>>

function readDocument(source: string): Fields | undefined {
  try {
    const value: unknown = parse(source)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readInputs(on: unknown): Record<string, InputRule> | null {
  const name = 'workflow_dispatch'
  if (on === name || (Array.isArray(on) && on.includes(name))) return {}
  if (!isFields(on) || !(name in on)) return null
  const dispatch = on[name]
  const inputs = isFields(dispatch) && isFields(dispatch.inputs) ? dispatch.inputs : {}
  return Object.fromEntries(
    Object.entries(inputs).map(([key, rule]) => [key, readRule(isFields(rule) ? rule : {})]),
  )
}

function readRule(rule: Fields): InputRule {
  const types = ['choice', 'boolean', 'number', 'environment'] as const
  return {
    required: rule.required === true,
    type: types.find((type) => type === rule.type) ?? 'string',
    default: isScalar(rule.default) ? String(rule.default) : undefined,
    options: Array.isArray(rule.options) ? rule.options.map(String) : [],
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value)

/** What organisations' default setting gives: reading. */
const readOnly: Permissions = { contents: 'read', packages: 'read' }
const names = [
  'actions',
  'checks',
  'contents',
  'deployments',
  'issues',
  'packages',
  'pull_requests',
  'statuses',
]

function readPermissions(given: unknown): Permissions {
  if (given === 'write-all') return Object.fromEntries(names.map((name) => [name, 'write']))
  if (given === 'read-all') return Object.fromEntries(names.map((name) => [name, 'read']))
  if (!isFields(given)) return readOnly
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, level]): [string, 'read' | 'write'][] =>
      level === 'read' || level === 'write' ? [[name.replaceAll('-', '_'), level]] : [],
    ),
  )
}
