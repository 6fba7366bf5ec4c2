import { stripVTControlCharacters } from 'node:util'
import { expect, test } from '@jest/globals'
import { renderTerminal } from '../../src/sandbox/terminal-markdown.ts'
import { expectGolden } from '../golden.ts'

const comment = `<!-- landlord:review -->
### ⏳ Waiting for **CFO** and **Legal**

| Seat | Why | Who | State |
| --- | --- | --- | --- |
| CFO | Budget of ₹15,00,000 a year is at or above ₹10 lakh. | @acme/cfo | ⏳ open |
| Legal | It holds restricted data &amp; more, and this sentence is long enough to be wrapped in its column. | @acme/legal | ✅ lena |

- \`tenants/acme.yaml:3\` the tier \`golf\` is not one of gold, silver, bronze; this line is long enough to go on in a second one below its bullet

> Quoted words stand apart.

<details><summary>Where the figures come from</summary>

| hidden | table |
| --- | --- |

</details>
`

test('a comment reads well in a terminal, folded parts folded', () => {
  expectGolden(
    'sandbox/comment-in-a-terminal.txt',
    `${stripVTControlCharacters(renderTerminal(comment, 90))}\n`,
  )
})

test('no line is wider than the terminal', () => {
  const lines = stripVTControlCharacters(renderTerminal(comment, 60)).split('\n')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60)
})

test('hidden markers and tags of the comment are not shown', () => {
  expect(renderTerminal('<!-- marker --><b>x</b> <img src=x onerror=alert(1)> y')).not.toMatch(
    /marker|onerror|<b>/,
  )
})
