import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { documents, fences, read, root, withoutFences } from './document.ts'

describe.each(documents)('%s', (path) => {
  const text = read(path)

  test('links to documents that are there, and to headings that are there', () => {
    const broken = [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target))
      .filter((target) => {
        const [file = '', heading] = target.split('#')
        const found = file === '' ? path : normalize(join(dirname(path), file))
        if (!existsSync(join(root, found))) return true
        return heading !== undefined && !headingsOf(read(found)).includes(heading)
      })
    expect(broken).toEqual([])
  })

  test('draws no empty picture, and closes every block', () => {
    for (const picture of fences(text, 'mermaid')) {
      expect(picture).toMatch(/^(flowchart|sequenceDiagram|stateDiagram-v2)\b/)
      expect(picture.split('\n').length).toBeGreaterThan(4)
    }
    expect([...text.matchAll(/^ *```/gm)].length % 2).toBe(0)
  })

  test('names no machine of ours', () => {
    expect(text).not.toMatch(/\/(work|tmp|opt|root)\//)
  })
})

/** As GitHub makes anchors of headings. */
const headingsOf = (markdown: string): readonly string[] =>
  [...withoutFences(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )

test('every guide and every decision is linked from somewhere', () => {
  const linked = new Set(
    documents.flatMap((path) =>
      [...withoutFences(read(path)).matchAll(/\]\(([^)#\s]+)/g)].map(([, target = '']) =>
        normalize(join(dirname(path), target)),
      ),
    ),
  )
  const lonely = documents.filter((path) => path.startsWith('docs/') && !linked.has(path))
  expect(lonely).toEqual([])
})
