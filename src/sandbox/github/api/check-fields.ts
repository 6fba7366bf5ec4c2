import { fieldsOf, type Fields } from '../http/fields.ts'
import { Refusal } from '../http/refusal.ts'
import { conclusions, type Annotation, type CheckRun } from '../memory/check.ts'

/** GitHub takes 50 annotations a request; more come with further updates, which add to them. */
const mostAnnotations = 50
const longestText = 65_535

type Change = Partial<Pick<CheckRun, 'name' | 'detailsUrl' | 'externalId' | 'status' | 'conclusion'>> &
  Partial<Pick<CheckRun, 'startedAt' | 'completedAt' | 'title' | 'summary' | 'text'>> & {
    readonly added: readonly Annotation[]
  }

/** The fields that creating and updating a check run share. */
export function readCheckFields(body: unknown, at: string): Change {
  const fields = fieldsOf(body)
  const conclusion = fields.oneOf('conclusion', conclusions)
  const asked = fields.oneOf('status', ['queued', 'in_progress', 'completed'])
  const status = conclusion ? 'completed' : asked
  if (asked === 'completed' && !conclusion) {
    throw new Refusal(
      422,
      'Invalid request.\n\nNo subschema in "anyOf" matched.\n"conclusion" wasn\'t supplied.',
    )
  }
  const name = fields.optionalText('name')
  const detailsUrl = fields.optionalText('details_url')
  const externalId = fields.optionalText('external_id')
  const startedAt = fields.optionalText('started_at')
  return {
    ...(name !== undefined && { name }),
    ...(detailsUrl !== undefined && { detailsUrl }),
    ...(externalId !== undefined && { externalId }),
    ...(startedAt !== undefined && { startedAt }),
    ...(status && { status }),
    ...(status && { conclusion: conclusion ?? null }),
    ...(status && { completedAt: conclusion ? (fields.optionalText('completed_at') ?? at) : null }),
    ...readOutput(fields.object('output')),
  }
}

function readOutput(output: Fields | undefined): Change {
  if (!output) return { added: [] }
  const annotations = output.objects('annotations') ?? []
  if (annotations.length > mostAnnotations) {
    throw new Refusal(
      422,
      `Invalid request.\n\nNo more than ${mostAnnotations} items are allowed; ${annotations.length} were supplied.`,
    )
  }
  const text = output.nullableText('text')
  const title = output.optionalText('title')
  return {
    summary: short('summary', output.text('summary')),
    ...(title !== undefined && { title }),
    ...(text !== undefined && { text: text === null ? null : short('text', text) }),
    added: annotations.map(readAnnotation),
  }
}

function short(name: string, text: string): string {
  if (Buffer.byteLength(text) <= longestText) return text
  throw new Refusal(
    422,
    `Invalid request.\n\nOnly ${longestText} characters are allowed in "${name}"; ${text.length} were supplied.`,
  )
}

function readAnnotation(fields: Fields): Annotation {
  const line = (name: string) => {
    const value = fields.whole(name)
    if (value === undefined) throw new Refusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`)
    return value
  }
  const start_line = line('start_line')
  const end_line = line('end_line')
  const start_column = fields.whole('start_column') ?? null
  const end_column = fields.whole('end_column') ?? null
  if (start_line !== end_line && (start_column !== null || end_column !== null)) {
    throw new Refusal(
      422,
      'Invalid request.\n\nColumns are only allowed when an annotation begins and ends on one line.',
    )
  }
  const level = fields.oneOf('annotation_level', ['notice', 'warning', 'failure'])
  if (!level) throw new Refusal(422, `Invalid request.\n\n"annotation_level" wasn't supplied.`)
  return {
    path: fields.text('path'),
    start_line,
    end_line,
    start_column,
    end_column,
    annotation_level: level,
    message: fields.text('message'),
    title: fields.optionalText('title') ?? null,
    raw_details: fields.optionalText('raw_details') ?? null,
  }
}
