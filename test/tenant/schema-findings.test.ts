import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'

const folder = join(import.meta.dirname, '../../schemas')

/** `compileSchema` leaves this out, to start sooner. */
test.each(readdirSync(folder).filter((name) => name.endsWith('.schema.json')))(
  '%s is a schema by the meta-schema',
  (name) => {
    const ajv = new Ajv2020()
    ajv.addVocabulary(['markdownDescription', 'patternErrorMessage'])
    const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as object
    expect(ajv.validateSchema(schema)).toBe(true)
  },
)
