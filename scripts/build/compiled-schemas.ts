import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import standalone from 'ajv/dist/standalone/index.js'
import type { Plugin } from 'esbuild'
import { schemaCompiler } from '../../src/tenant/compile-schema.ts'
import { fieldsSchema } from '../../src/tenant/schema-findings.ts'

const root = join(import.meta.dirname, '../..')

/**
 * Puts what validates each schema in the place of what compiles it, so that a command neither loads a compiler nor waits
 * for it: a fifth of a second.
 */
export const compiledSchemas: Plugin = {
  name: 'compiled-schemas',
  setup(build) {
    const schemas = validatedSchemas()
    build.onLoad({ filter: /[\\/]src[\\/]tenant[\\/]compile-schema\.ts$/ }, () => ({
      contents: `const validators = {
${[...schemas.keys()].map((id) => `  '${id}': () => require('validator:${id}'),`).join('\n')}
}
export const compileSchema = ({ $id }) => validators[$id]()`,
      loader: 'js',
    }))
    build.onResolve({ filter: /^validator:/ }, ({ path }) => ({
      path: path.slice('validator:'.length),
      namespace: 'validator',
    }))
    build.onLoad({ filter: /./, namespace: 'validator' }, ({ path }) => {
      const ajv = schemaCompiler({ source: true })
      return { contents: standalone.default(ajv, ajv.compile(schemas.get(path) ?? {})), resolveDir: root }
    })
  },
}

const schemaImport = /from '[./]+schemas\/([\w.-]+)\.json' with/g

/** Those that Landlord itself validates by, by their ids; the others describe what it prints. */
function validatedSchemas(): ReadonlyMap<string, object> {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => [...readFileSync(join(root, 'src', path), 'utf8').matchAll(schemaImport)])
    .map(([, name = '']) => name)
  const schemas = [...new Set(names)].flatMap((name) => {
    const schema = JSON.parse(readFileSync(join(root, 'schemas', `${name}.json`), 'utf8')) as { $id: string }
    return name === 'tenant.schema' ? [schema, fieldsSchema(schema)] : [schema]
  })
  return new Map(schemas.map((schema) => [schema.$id, schema]))
}
