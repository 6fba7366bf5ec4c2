import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event } from 'js-yaml'
import type { Limits } from './document.ts'
import { readParts } from './parts.ts'
import { blockHeaderLength, placesIn, type Places } from './places.ts'
import { isPlainName, Mapping, plainValue } from './plain-value.ts'
import { noteWritten } from './written.ts'

/**
 * The value of a file that is written the ordinary way; undefined where it is not, and also where it is wrong:
 * the reader that knows positions decides then. Thirty times faster than that one.
 *
 * Both accept the same language and give the same value, because this one declines whatever readers differ in:
 * tags, anchors, aliases, merge keys, repeated keys, several documents, most values of several lines, texts that look
 * like something else, numbers in another notation (test/tenant/yaml-plain.test.ts).
 */
export function readPlainYaml(text: string, limits: Limits): unknown {
  // No reader makes more than two tokens of a character.
  if (2 * text.length > limits.tokens || betweenDocuments.test(text)) return undefined
  if ((limits.terraform ? unusual : unusualInRules).test(text)) return undefined
  // Files of rules have nothing in common, and numbers whose zeros count.
  return (limits.terraform ? readParts(text, limits, readWhole) : undefined) ?? readWhole(text, limits)
}

/** Where things stand in a text whose value could be read. */
export const plainPlaces = (text: string, limits: Limits): Places =>
  placesIn(text, parse(text, limits.depth) ?? [])

function readWhole(text: string, limits: Limits): unknown {
  const events = parse(text, limits.depth)
  const [document, content] = events ?? []
  if (events === undefined || content === undefined || document?.type !== EVENT_ID.DOCUMENT) return undefined
  if (document.explicitStart || document.explicitEnd || document.directives.length > 0) return undefined
  const reading = { text, events, at: 1, terraform: limits.terraform }
  const value = read(reading)
  // What follows the one value is the end of the document and of the file. A number that nothing holds has no cents.
  return reading.at === events.length - 1 && typeof value !== 'number' ? value : undefined
}

/**
 * Tabs and carriage returns, invisible characters, and the signs of what YAML readers understand differently (`! % & *`
 * and the backslash). By UTF-16 unit, which takes a quarter of the time: what was decoded has no half pairs.
 */
const unusual = /[^\n\x20\x22-\x24\x27-\x29\x2b-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/

/** Conditions are full of `&&`, `!` and `*`; whether one of them stands where YAML means something by it, events tell. */
const unusualInRules = /[^\n\x20-\x24\x26-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd]/

const betweenDocuments = /^(?:---|\.\.\.)/m

type Parsed = Readonly<{ text: string; maxDepth: number; events: readonly Event[] | undefined }>

/** Where something stands is asked right after what it is, if at all. */
let last: Parsed = { text: '', maxDepth: 0, events: undefined }

function parse(text: string, maxDepth: number): readonly Event[] | undefined {
  if (last.text !== text || last.maxDepth !== maxDepth)
    last = { text, maxDepth, events: eventsOf(text, maxDepth) }
  return last.events
}

function eventsOf(text: string, maxDepth: number): readonly Event[] | undefined {
  try {
    return parseEvents(text, { maxDepth })
  } catch {
    return undefined
  }
}

type Reading = Readonly<{ text: string; events: readonly Event[]; terraform: boolean }> & { at: number }

function read(reading: Reading): unknown {
  const event = reading.events[reading.at]
  reading.at += 1
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return scalar(reading, event)
    case EVENT_ID.MAPPING:
      return isMarked(event) ? undefined : mapping(reading)
    case EVENT_ID.SEQUENCE:
      return isMarked(event) ? undefined : sequence(reading)
    default:
      return undefined
  }
}

function sequence(reading: Reading): readonly unknown[] | undefined {
  const items: unknown[] = []
  for (;;) {
    const event = reading.events[reading.at]
    if (event?.type === EVENT_ID.POP) break
    const item = read(reading)
    if (item === undefined) return undefined
    noteNumber(reading, event, { holder: items, key: items.length, value: item })
    items.push(item)
  }
  reading.at += 1
  return items
}

function mapping(reading: Reading): Mapping | undefined {
  const fields = new Mapping()
  for (;;) {
    const event = reading.events[reading.at]
    reading.at += 1
    if (event?.type === EVENT_ID.POP) return fields
    const key = event?.type === EVENT_ID.SCALAR ? name(reading.text, event) : undefined
    if (key === undefined || key in fields) return undefined
    const content = reading.events[reading.at]
    const value = read(reading)
    if (value === undefined) return undefined
    noteNumber(reading, content, { holder: fields, key, value })
    fields[key] = value
  }
}

type Held = Readonly<{ holder: object; key: string | number; value: unknown }>

/** An amount is read as it is written: no float ever stands between a price and its cents. */
function noteNumber({ text }: Reading, event: Event | undefined, { holder, key, value }: Held): void {
  if (typeof value !== 'number' || event?.type !== EVENT_ID.SCALAR) return
  const source = text.slice(event.valueStart, event.valueEnd)
  if (source !== String(value)) noteWritten(holder, key, source)
}

type Scalar = Extract<Event, { type: typeof EVENT_ID.SCALAR }>

function name(text: string, key: Scalar): string | undefined {
  const { fast, style, valueStart, valueEnd } = key
  if (!fast || style !== SCALAR_STYLE.PLAIN || isMarked(key)) return undefined
  const source = text.slice(valueStart, valueEnd)
  return isPlainName(source) ? source : undefined
}

/** `fast` is a value that stands in its line as it is: no escapes, no folding. */
function scalar({ text, terraform }: Reading, event: Scalar): unknown {
  const { fast, style, valueStart, valueEnd } = event
  if (isMarked(event)) return undefined
  if (!fast) return isPlainBlock(text, event) ? getScalarValue(text, event) : undefined
  const source = text.slice(valueStart, valueEnd)
  return style === SCALAR_STYLE.PLAIN ? plainValue(source, terraform) : source
}

/** By a tag or an anchor. */
const isMarked = ({ tagStart, anchorStart }: Readonly<{ tagStart: number; anchorStart: number }>): boolean =>
  tagStart >= 0 || anchorStart >= 0

/** Several lines below a `>-` or `|-`, with nothing else in its line. */
const isPlainBlock = (text: string, { style, valueStart }: Scalar): boolean =>
  (style === SCALAR_STYLE.FOLDED_BLOCK || style === SCALAR_STYLE.LITERAL_BLOCK) &&
  /^ [|>]-\n$/.test(text.slice(valueStart - blockHeaderLength - 1, valueStart))
