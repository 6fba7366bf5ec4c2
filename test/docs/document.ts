import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Every document people read, by its path from the top. */
export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`)
    .toSorted(),
]

/** Contents of the fenced blocks of a language, in order. */
export function fences(markdown: string, language: string): readonly string[] {
  const blocks = markdown.matchAll(/^( *)```(\S*)\n([\s\S]*?)^ *```$/gm)
  return [...blocks].flatMap(([, indent = '', name, text = '']) =>
    name === language ? [text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')] : [],
  )
}

/** What stands between single backticks, outside fenced blocks. */
export const codeSpans = (markdown: string): readonly string[] =>
  [...withoutFences(markdown).matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text)

export const withoutFences = (markdown: string): string => markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '')

/** Cells of all table rows, trimmed; header and rule rows too. */
export const tableRows = (markdown: string): readonly (readonly string[])[] =>
  withoutFences(markdown)
    .split('\n')
    .filter((line) => /^\s*(> )?\|/.test(line))
    .map((line) =>
      line
        .replace(/^\s*(> )?\|/, '')
        .replace(/\|\s*$/, '')
        .split('|')
        .map((cell) => cell.trim()),
    )
