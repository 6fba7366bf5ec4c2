import type { ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

/**
 * All errors, each with the piece of the schema that it breaks, whose words the finding uses. In the published build
 * the code that this writes stands ready, in the place of this module (scripts/build/compiled-schemas.ts).
 */
export const compileSchema = (schema: object): ValidateFunction => schemaCompiler().compile(schema)

export function schemaCompiler({ source = false } = {}): Ajv2020 {
  const ajv = new Ajv2020({
    ...{ allErrors: true, verbose: true, allowUnionTypes: true },
    // Ours, and held against the meta-schema by a test: compiling that one takes longer than all of them.
    validateSchema: false,
    // Tidying the code that it writes takes longer than ten thousand files gain by it.
    code: { optimize: false, source },
  })
  // What editors show; `patternErrorMessage` is VS Code's own keyword for the words of a broken pattern.
  ajv.addVocabulary(['markdownDescription', 'patternErrorMessage'])
  return ajv
}
