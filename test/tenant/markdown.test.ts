import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { marked } from 'marked'
import { clean, code, prose, table, text } from '../../src/tenant/markdown.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '@all',
          '@acme/cfo',
          '<b>',
          '</code>',
          '<!-- landlord:review -->',
          '<img src=x onerror=y>',
          '|',
          '\\',
          '\\|',
        ],
        ...[
          '`',
          '```',
          '**',
          '__',
          '~~',
          '[a](http://b.c)',
          '![i](//x)',
          '#12',
          'GH-7',
          'acme/estate#1',
          'https://x.y',
        ],
        ...[
          'www.evil.example',
          'a@b.example',
          '&lt;',
          '&#64;all',
          '\n',
          '\r\n',
          '\t',
          '# h',
          '- ',
          '1. ',
          '> ',
          '---',
          '===',
        ],
        ...[
          '\u202e',
          '\u2066',
          '\u200b',
          '\ufeff',
          '\u0000',
          '\u001b[31m',
          '\ud800',
          '$x$',
          ':tada:',
          'é',
          'क्ष',
          '👩‍💻',
          ' ',
          'x',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)

const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' }
const unescape = (html: string): string =>
  html
    .replace(/&(?:#(\d+)|(\w+));/g, (_, digits: string | undefined, name: string) =>
      digits === undefined ? (named[name] ?? `&${name};`) : String.fromCodePoint(Number(digits)),
    )
    .replace(/\u200b/g, '')

const render = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true })

describe('text', () => {
  test('whatever it holds, one paragraph of the same words comes out, and no tag', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const html = render(`Says: ${text(raw)}`).trim()
        expect(html.replace(/^<p>|<\/p>$/g, '')).not.toMatch(/[<>]/)
        expect(unescape(html.slice(3, -4)).trim()).toBe(`Says: ${clean(raw)}`.trim())
      }),
      { numRuns: 2000 },
    )
  })

  test('at the start of a line it opens no list, heading, rule or quote', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const shown = text(raw)
        if (shown !== '') expect(render(shown)).toMatch(/^<p>[^<>]*<\/p>\n$/)
      }),
      { numRuns: 2000 },
    )
  })

  test('nothing in it is left that GitHub turns into a mention or a reference', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        // What GitHub's filters see: the rendered text, where the zero-width space still stands.
        const seen = text(raw).replace(/&#(\d+);/g, (_, digits: string) =>
          String.fromCodePoint(Number(digits)),
        )
        expect(seen).not.toMatch(/@[a-z0-9]|#\d|gh-\d|:\/\/|www\./i)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['a plain name', 'Acme Retail', 'Acme Retail'],
    ['a name with an apostrophe', "Women's Health, Ltd. (UK)", "Women's Health, Ltd. (UK)"],
    ['a mention', '@all look', '&#64;&#8203;all look'],
    ['a tag', '<img>', '&#60;img&#62;'],
    ['the marker of our own comment', '<!-- landlord:review -->', '&#60;&#33;-- landlord:review --&#62;'],
    ['a right-to-left override', 'gnp\u202egepj', 'gnp\uFFFDgepj'],
    ['an address', 'https://evil.example', 'https:&#8203;//evil.example'],
  ])('shows %s', (_, raw, shown) => {
    expect(text(raw)).toBe(shown)
  })
})

describe('code', () => {
  test('whatever it holds, one code element of the same words comes out, in a table as well', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        fc.pre(clean(raw, 200) !== '')
        const cells = render(table(['a', 'b'], [[code(raw), 'end']])).match(/<td>(.*?)<\/td>/gs) ?? []
        expect(cells).toHaveLength(2)
        expect(cells[0]).toMatch(/^<td><code>[^<>]*<\/code><\/td>$/)
        expect(unescape(cells[0]!.slice(10, -12))).toBe(clean(raw, 200).replace(/\u200b/g, ''))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('prose', () => {
  test('whatever it holds, only code elements come out, and no word is lost', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const cells = render(table(['a', 'b'], [[prose(raw), 'end']])).match(/<td>(.*?)<\/td>/gs) ?? []
        expect(cells).toHaveLength(2)
        const inside = cells[0]!.slice(4, -5)
        expect(inside.replace(/<code>[^<>]*<\/code>/g, '')).not.toMatch(/[<>]/)
        const words = (shown: string) => shown.replace(/[`\s]/g, '')
        expect(words(unescape(inside.replace(/<\/?code>/g, '')))).toBe(words(clean(raw, 600)))
      }),
      { numRuns: 2000 },
    )
  })

  test('a quoted name is code, in its place in the sentence', () => {
    expect(prose('Did you mean `tier`, not `t|r`? @all')).toBe(
      'Did you mean `tier`, not <code>t&#124;r</code>? &#64;&#8203;all',
    )
  })
})

test('a cell of text stays one cell', () => {
  fc.assert(
    fc.property(hostile, (raw) => {
      const cells = render(table(['a', 'b'], [[text(raw), 'end']])).match(/<td>/g)
      expect(cells).toHaveLength(2)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['a long one is cut at a character, never inside one', '👩'.repeat(10), 5, '👩👩👩👩…'],
  ['lines become one', 'a\nb\r\n\tc', 20, 'a b c'],
  ['a lone surrogate is replaced', 'a\ud800b', 20, 'a\uFFFDb'],
])('%s', (_, raw, limit, shown) => {
  expect(clean(raw, limit)).toBe(shown)
})
