import { Composer, Lexer, Parser, type Document } from 'yaml'
import { maxRuleFileBytes, maxTenantFileBytes } from '../estate-file.ts'

export type Limits = Readonly<{
  bytes: number
  tokens: number
  depth: number
  /** Whether Terraform reads the same file: then what YAML 1.1 takes for a truth value or a date needs quotes. */
  terraform: boolean
}>

/** An honest tenant file has 400 tokens and is 4 deep; these keep the worst one under 100 ms. */
export const tenantFileLimits: Limits = {
  bytes: maxTenantFileBytes,
  tokens: 8000,
  depth: 16,
  terraform: true,
}
/** Price books and policies are longer, and written by the platform's own people. */
export const ruleFileLimits: Limits = {
  bytes: maxRuleFileBytes,
  tokens: 400_000,
  depth: 16,
  terraform: false,
}

/** Why reading ended early. */
export type Stopped = Readonly<{ rule: string; offset: number; says: string; fix: string }>

/** Fed token by token, so that a hostile file is left as soon as it shows itself. */
export function parseDocument(
  text: string,
  limits: Limits,
): Readonly<{ document: Document.Parsed }> | Readonly<{ stopped: Stopped }> {
  const stop = (rule: string, offset: number, says: string, fix: string) => ({
    stopped: { rule, offset, says, fix },
  })
  const parser = new Parser()
  const composer = new Composer({
    prettyErrors: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  })
  const documents: Document.Parsed[] = []
  let tokens = 0
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1
    if (tokens > limits.tokens)
      return stop(
        'too-long',
        parser.offset,
        'From here on the file is not read: it has far more parts than such a file needs.',
        'Keep only what the schema describes.',
      )
    // Besides the collections, the stack holds the document and one scalar.
    if (parser.stack.length > limits.depth + 2)
      return stop(
        'too-deep',
        parser.offset,
        `Lists and mappings are nested more than ${limits.depth} deep here.`,
        'Write it flatter.',
      )
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive')
        return stop(
          'directive',
          token.offset,
          'A line that starts with `%` changes how YAML is read.',
          'Remove this line.',
        )
      documents.push(...composer.next(token))
    }
    const second = documents[1]
    if (second !== undefined) return tooMany(second)
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end(documents.length === 0, text.length))
  const [document, second] = documents
  if (second !== undefined) return tooMany(second)
  if (document === undefined) throw new Error('The composer was asked for a document and gave none.')
  return { document }

  function tooMany(document: Document.Parsed) {
    return stop(
      'documents',
      document.range[0],
      'A second YAML document starts here, and one file describes one thing.',
      'Move what follows `---` into a file of its own.',
    )
  }
}
