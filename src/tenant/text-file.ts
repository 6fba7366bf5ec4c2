import type { EstateFile } from './estate-file.ts'
import type { Finding } from './finding.ts'

/** The text of a file, without byte order mark; or why it has none. */
export type TextFile = Readonly<{ text: string } | { finding: Finding }>

/** Decodes an estate file as UTF-8; whatever is not text becomes one located finding. */
export function readText(file: EstateFile, maxBytes: number): TextFile {
  const refuse = (rule: string, says: string, fix: string, line = 1, column = 1): TextFile => ({
    finding: { rule, severity: 'deny', file: file.path, line, column, pointer: '', says, fix },
  })
  if (file.mode === '120000')
    return refuse(
      'file/symlink',
      'This is a symbolic link, and links are not followed.',
      'Put the content itself here, as an ordinary file.',
    )
  if (file.mode === '160000')
    return refuse(
      'file/submodule',
      'This is a git submodule, not a file.',
      'Remove the submodule and add an ordinary file.',
    )
  if (file.size > maxBytes || file.bytes === undefined)
    return refuse(
      'file/too-large',
      `The file has ${kib(file.size)} KiB; more than ${kib(maxBytes)} KiB is not read.`,
      'Keep only what the schema describes; such a file has some forty lines.',
    )
  const utf16 = file.bytes[0] === 0xff && file.bytes[1] === 0xfe
  const nul = file.bytes.indexOf(0)
  if (utf16 || nul >= 0) {
    const place = utf16 ? { line: 1, column: 1 } : placeOfByte(file.bytes, nul)
    return refuse(
      'file/binary',
      utf16 ? 'The file is UTF-16, not UTF-8.' : 'The file holds binary data, not text.',
      'Save it as plain text in UTF-8.',
      place.line,
      place.column,
    )
  }
  try {
    return { text: utf8.decode(file.bytes) }
  } catch {
    const place = placeOfBadByte(file.bytes)
    return refuse(
      'file/encoding',
      'From here on the file is not UTF-8.',
      'Save the file in the UTF-8 encoding.',
      place.line,
      place.column,
    )
  }
}

/** Without `stream` it keeps nothing of one file for the next. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

const kib = (bytes: number) => Math.ceil(bytes / 1024)
const newline = 0x0a

function placeOfByte(bytes: Uint8Array, offset: number): { line: number; column: number } {
  let line = 1
  let start = 0
  for (let at = bytes.indexOf(newline); at >= 0 && at < offset; at = bytes.indexOf(newline, at + 1)) {
    line += 1
    start = at + 1
  }
  return { line, column: new TextDecoder().decode(bytes.subarray(start, offset)).length + 1 }
}

/** A line break is never part of a longer UTF-8 sequence, so each line decodes on its own. */
function placeOfBadByte(bytes: Uint8Array): { line: number; column: number } {
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(newline, start)
    const part = bytes.subarray(start, end < 0 ? bytes.length : end)
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    let good = ''
    try {
      for (const byte of part) good += decoder.decode(Uint8Array.of(byte), { stream: true })
      good += decoder.decode()
    } catch {
      return { line, column: good.length + 1 }
    }
    start += part.length + 1
  }
  return { line: 1, column: 1 }
}
