import { expect, test } from '@jest/globals'
import { readYaml } from '../../src/tenant/yaml/file.ts'
import { readYamlFully } from '../../src/tenant/yaml/full.ts'
import { aFile } from '../builders.ts'

const when = 'tier == "gold" && region == "x"'

test.each([
  ['on one line', `when: ${when}\n`, 1, 7 + 24],
  ['folded over lines', `when: >-\n  tier == "gold" &&\n  region == "x"\n`, 3, 3 + 6],
  ['kept in lines', `when: |\n  tier == "gold" &&\n  region == "x"\n`, 3, 3 + 6],
  ['plain over lines', `when: tier == "gold" &&\n    region == "x"\n`, 2, 5 + 6],
  ['in single quotes', `when: '${when}'\n`, 1, 8 + 24],
])('the middle of a text is found where it is %s, whoever reads the file', (_, text, line, column) => {
  const file = aFile('rules.yml', text)
  for (const yaml of [readYaml(file), readYamlFully(file)])
    expect(yaml.locateText('/when', 'tier == "gold" && region')).toEqual({ line, column })
})

test('behind a blank the next word is meant, and behind the whole text its end', () => {
  const yaml = readYaml(aFile('rules.yml', `when: >-\n  tier == "gold" &&\n  region == "x"\nthen: deny\n`))
  expect(yaml.locateText('/when', 'tier == "gold" && ')).toEqual({ line: 3, column: 3 })
  expect(yaml.locateText('/when', when)).toEqual({ line: 3, column: 3 + 13 })
  expect(yaml.locateText('/when')).toEqual({ line: 2, column: 3 })
})
