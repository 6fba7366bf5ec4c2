import { describe, expect, test } from '@jest/globals'
import { html } from '../../../src/sandbox/page/html.ts'
import { renderMarkdown } from '../../../src/sandbox/page/markdown.ts'

describe('Markdown of strangers', () => {
  test.each([
    ['plain **bold** text', '<p>plain <strong>bold</strong> text</p>'],
    [
      'a tag without attributes, such as <sub>this</sub><br>',
      '<p>a tag without attributes, such as <sub>this</sub><br></p>',
    ],
    ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
    ['<details ontoggle=alert(1) open>x</details>', '&#60;details ontoggle=alert(1) open&#62;x</details>'],
    ['<sub<script>>x', '<p>&lt;sub&#60;script&#62;>x</p>'],
    ['<!-- landlord:review -->seen', 'seen'],
    ['<!-- <!-- --> --><img src=x>', ' --&#62;&#60;img src=x&#62;'],
    ['[x](javascript:alert(1))', '<p>x</p>'],
    ['[x](JAVASCRIPT:alert(1))', '<p>x</p>'],
    ['[x](data:text/html,y)', '<p>x</p>'],
    ['<javascript:alert(1)>', '<p>javascript:alert(1)</p>'],
    ['[x](//evil.example)', '<p>x</p>'],
    [
      '[x](https://a.example/"onclick="y)',
      '<p><a href="https://a.example/&#34;onclick=&#34;y" rel="noreferrer noopener">x</a></p>',
    ],
    ['![pixel](https://evil.example/p.png)', '<p>[pixel]</p>'],
    ['`<b onclick=x>`', '<p><code>&lt;b onclick=x&gt;</code></p>'],
    ['```"><script>\nx\n```', '<pre><code class="language-&quot;&gt;&lt;script&gt;">x\n</code></pre>'],
  ])('%s', (markdown, expected) => {
    expect(renderMarkdown(markdown).html.trim()).toBe(expected.trim())
  })
})

test('values in a template are escaped, unless they are HTML', () => {
  const inner = html`<b>${'<'}</b>`
  expect(html`<p title="${'"\'`&'}">${inner}${undefined}${false}${[1, '<']}</p>`.html).toBe(
    '<p title="&#34;&#39;&#96;&#38;"><b>&#60;</b>1&#60;</p>',
  )
})
