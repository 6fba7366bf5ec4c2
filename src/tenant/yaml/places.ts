import { EVENT_ID, SCALAR_STYLE, type Event } from 'js-yaml'
import { pointerSteps } from '../pointer.ts'
import type { Part } from './node.ts'

/** Where things stand in a text that was read fast, as offsets; `start` is the very place that the full reader gives. */
export type Places = Readonly<{
  offsetOf: (pointer: string, part: Part) => number
  /** Where a text itself starts: after its quote, or on the line below its `|`. */
  textOffsetOf: (pointer: string) => number
}>

/** Of a key or a value. */
type Place = Readonly<{
  start: number
  /** Undefined for a list and a mapping. */
  textStart?: number
  fields?: ReadonlyMap<string, Readonly<{ key: number | undefined; value: Place }>>
}>

/** Of the events of one document that `yaml-plain.ts` accepts. */
export function placesIn(text: string, events: readonly Event[]): Places {
  let at = 1
  const root = place()
  return {
    offsetOf: (pointer, part) => find(pointer, part).offset,
    textOffsetOf,
  }

  function textOffsetOf(pointer: string): number {
    const { offset, place: found } = find(pointer, 'value')
    return found?.textStart ?? offset
  }

  /** The nearest parent's offset where nothing is there. */
  function find(pointer: string, part: Part): Readonly<{ offset: number; place?: Place | undefined }> {
    let offset = root.start
    let parent: Place = root
    const path = pointerSteps(pointer)
    for (const [index, step] of path.entries()) {
      const found = parent.fields?.get(step)
      if (found === undefined) return { offset }
      const { key, value } = found
      const last = index === path.length - 1
      // What lies inside a mapping that is missing a key is found at that mapping's own key.
      offset = last && part === 'value' ? value.start : (key ?? value.start)
      parent = value
    }
    return { offset, place: parent }
  }

  function place(): Place {
    const event = events[at]
    at += 1
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return scalarPlace(text, event)
      case EVENT_ID.MAPPING:
        return { start: event.start, fields: new Map(pairs()) }
      case EVENT_ID.SEQUENCE:
        return { start: event.start, fields: new Map(items()) }
      default:
        throw new Error('A place was asked for in a text that was not read fast.')
    }
  }

  function* pairs() {
    while (!ends()) {
      const key = events[at]
      const { start } = place()
      const name = key?.type === EVENT_ID.SCALAR ? text.slice(key.valueStart, key.valueEnd) : ''
      yield [name, { key: start, value: place() }] as const
    }
  }

  function* items() {
    for (let index = 0; !ends(); index += 1)
      yield [String(index), { key: undefined, value: place() }] as const
  }

  function ends(): boolean {
    if (events[at]?.type !== EVENT_ID.POP) return false
    at += 1
    return true
  }
}

type Scalar = Extract<Event, { type: typeof EVENT_ID.SCALAR }>

function scalarPlace(text: string, event: Scalar): Place {
  const { style, valueStart } = event
  switch (style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return { start: valueStart - 1, textStart: valueStart }
    case SCALAR_STYLE.FOLDED_BLOCK:
    case SCALAR_STYLE.LITERAL_BLOCK:
      return {
        start: valueStart - blockHeaderLength,
        textStart: valueStart + (/^\s*/.exec(text.slice(valueStart))?.[0].length ?? 0),
      }
    default:
      return { start: valueStart, textStart: valueStart }
  }
}

/** `>-` or `|-` and the line end, right before the text; other headers are not read fast. */
export const blockHeaderLength = 3
