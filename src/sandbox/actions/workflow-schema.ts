const scalar = { type: ['string', 'number', 'boolean'] }
/** GitHub reads `run: true` and `name: 1` as text too. */
const text = scalar
const texts = { type: ['string', 'array'], items: text }
const map = { type: 'object', additionalProperties: scalar }
const permissions = { type: ['string', 'object'], additionalProperties: { enum: ['read', 'write', 'none'] } }
const concurrency = {
  type: ['string', 'object'],
  required: ['group'],
  properties: { group: text, 'cancel-in-progress': { type: ['boolean', 'string'] } },
  additionalProperties: false,
}
const defaults = {
  type: 'object',
  properties: {
    run: {
      type: 'object',
      properties: { shell: text, 'working-directory': text },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
}
const minutes = { type: ['number', 'string'] }

const filters = {
  type: ['object', 'null'],
  properties: {
    branches: texts,
    'branches-ignore': texts,
    paths: texts,
    'paths-ignore': texts,
    types: texts,
  },
  additionalProperties: false,
}
const input = {
  type: ['object', 'null'],
  properties: {
    description: text,
    required: { type: 'boolean' },
    default: scalar,
    type: { enum: ['string', 'boolean', 'choice', 'number'] },
    options: { type: 'array', items: text },
  },
  additionalProperties: false,
}
/** Events that only wake a workflow up; the runner needs to know nothing more of them. */
const plainEvents = ['workflow_run', 'schedule', 'merge_group', 'issue_comment', 'repository_dispatch']

const step = {
  type: 'object',
  properties: {
    id: text,
    name: text,
    if: scalar,
    run: text,
    uses: text,
    with: map,
    env: map,
    shell: text,
    'working-directory': text,
    'continue-on-error': { type: ['boolean', 'string'] },
    'timeout-minutes': minutes,
  },
  additionalProperties: false,
}
const job = {
  type: 'object',
  required: ['runs-on', 'steps'],
  properties: {
    name: text,
    'runs-on': texts,
    needs: texts,
    if: scalar,
    env: map,
    permissions,
    concurrency,
    defaults,
    outputs: map,
    environment: { type: ['string', 'object'], properties: { name: text, url: text } },
    'timeout-minutes': minutes,
    'continue-on-error': { type: ['boolean', 'string'] },
    steps: { type: 'array', minItems: 1, items: step },
  },
  additionalProperties: false,
}

/** The part of GitHub's workflow syntax that the runner executes. What is not here is refused, not skipped. */
export const workflowSchema = {
  type: 'object',
  required: ['on', 'jobs'],
  properties: {
    name: text,
    'run-name': text,
    on: {
      type: ['string', 'array', 'object'],
      items: text,
      properties: {
        workflow_dispatch: {
          type: ['object', 'null'],
          properties: { inputs: { type: ['object', 'null'], additionalProperties: input } },
          additionalProperties: false,
        },
        push: { ...filters, properties: { ...filters.properties, tags: texts, 'tags-ignore': texts } },
        pull_request: filters,
        pull_request_target: filters,
        ...Object.fromEntries(plainEvents.map((event) => [event, {}])),
      },
      additionalProperties: false,
    },
    env: map,
    permissions,
    concurrency,
    defaults,
    jobs: { type: 'object', minProperties: 1, additionalProperties: job },
  },
  additionalProperties: false,
} as const

/** The same of an `action.yml` that is made of steps. Each says its shell, since it has no defaults to fall back on. */
export const actionSchema = {
  type: 'object',
  required: ['name', 'description', 'runs'],
  properties: {
    name: text,
    description: text,
    author: text,
    branding: { type: 'object' },
    inputs: {
      type: 'object',
      additionalProperties: {
        type: ['object', 'null'],
        properties: {
          description: text,
          required: { type: 'boolean' },
          default: scalar,
          deprecationMessage: text,
        },
        additionalProperties: false,
      },
    },
    outputs: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['value'],
        properties: { description: text, value: text },
        additionalProperties: false,
      },
    },
    runs: {
      type: 'object',
      required: ['using', 'steps'],
      properties: {
        using: { const: 'composite' },
        steps: {
          type: 'array',
          items: { ...step, oneOf: [{ required: ['run', 'shell'] }, { required: ['uses'] }] },
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const
