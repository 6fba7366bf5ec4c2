/** One stretch of work, as a trace shows it. Attributes name no person and hold no text that somebody wrote. */
export type Stretch = Readonly<{
  name: string
  kind?: 'server' | 'consumer' | 'client'
  attributes?: Readonly<Record<string, string | number | undefined>>
  /** What it belongs to, in whichever process it is done; absent = whatever is being done here. */
  of?: Whole
  /** It is the whole that it belongs to, from its beginning to its end. */
  root?: boolean
  /** What else led to it. */
  because?: Whole
}>

/**
 * Everything of one delivery is one trace, and everything of one operation: trace and root have ids that follow from
 * these words, so that nothing has to be carried through the queue, nor kept for the days that an operation may take.
 */
export type Whole = `delivery ${string}` | `operation ${string}`

export type Tracer = Readonly<{
  span: <Result>(stretch: Stretch, work: (add: AddAttributes) => Promise<Result>) => Promise<Result>
  /** Something that was seen to begin and end without this process. */
  past: (stretch: Stretch, from: string, to: string) => void
  /** Ids of what is being done here, for the log. */
  here: () => Readonly<{ trace_id: string; span_id: string }> | undefined
  /** Sends what is left, within a few seconds. */
  close: () => Promise<void>
}>

export type AddAttributes = (attributes: NonNullable<Stretch['attributes']>) => void
