import type { YAMLError } from 'yaml'

/** The YAML reader's complaint, for someone who never read the YAML specification. */
export function inPlainWords(error: YAMLError): Readonly<{ says: string; fix: string }> {
  const [says, fix] = sentences(error)
  return { says, fix }
}

function sentences({ code, message }: YAMLError): readonly [string, string] {
  switch (code) {
    case 'TAB_AS_INDENT':
      return ['This line is indented with a tab, which YAML does not allow.', 'Indent with spaces.']
    case 'BAD_INDENT': {
      const bracket = /end with a ([\]}])/.exec(message)?.[1]
      if (bracket !== undefined) return ['A bracket is not closed.', `Add the missing \`${bracket}\`.`]
      return [
        'The indentation of this line does not fit the lines around it.',
        'Align it with its neighbours.',
      ]
    }
    case 'MISSING_CHAR':
      return missing(message)
    case 'BLOCK_AS_IMPLICIT_KEY':
      return [
        'There is a second `key: value` in the line of the first.',
        'Put it on a line of its own, or quote a value that holds a colon.',
      ]
    case 'BLOCK_IN_FLOW':
      return ['A list or mapping of several lines stands inside `[ ]` or `{ }`.', 'Close the bracket first.']
    case 'BAD_SCALAR_START':
      return ['A value cannot start with this character.', 'Put the value in quotes.']
    case 'BAD_DQ_ESCAPE':
      return [
        'This `\\` combination means nothing inside double quotes.',
        'Use single quotes, or write `\\\\` for a backslash.',
      ]
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return ['This line is neither `key: value` nor part of a list.', 'Check for a missing colon or quote.']
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
    case 'MULTIPLE_ANCHORS':
      return [
        '`&name` and `*name` have a meaning in YAML and are used wrongly here.',
        'Put the value in quotes.',
      ]
    case 'RESOURCE_EXHAUSTION':
      return ['The file is too complicated to be read.', 'Write it flatter.']
    default:
      return [
        'YAML cannot be understood from here on.',
        'Check this line and the one above for a missing quote, bracket, colon or comma.',
      ]
  }
}

function missing(message: string): readonly [string, string] {
  const quote = /closing (['"])quote/.exec(message)?.[1]
  if (quote !== undefined) return ['A quoted text is not closed.', `Add the missing \`${quote}\`.`]
  const bracket = /end with a ([\]}])/.exec(message)?.[1]
  if (bracket !== undefined) return ['A bracket is not closed.', `Add the missing \`${bracket}\`.`]
  if (message.includes('Implicit map keys'))
    return ['This line has no colon, so it is not a `key: value`.', 'Write it as `key: value`.']
  if (message.includes('Comments must be'))
    return ['A `#` directly after a text does not start a comment.', 'Put a space before the `#`.']
  if (message.includes('Sequence item')) return ['A list item is expected here.', 'Start the line with `- `.']
  if (message.includes('Missing space after'))
    return ['The colon needs a space after it.', 'Write `key: value`.']
  if (message.includes('Missing ,')) return ['A comma is missing between two items.', 'Add the comma.']
  return [
    'Something is missing here.',
    'Check this line and the one above for a missing quote, bracket, colon or comma.',
  ]
}
