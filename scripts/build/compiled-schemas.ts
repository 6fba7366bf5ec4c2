import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import standalone from 'ajv/dist/standalone/index.js'
import { build as esbuild, type Plugin } from 'esbuild'
import { schemaCompiler } from '../../src/tenant/compile-schema.ts'
import { fieldsSchema } from '../../src/tenant/schema-findings.ts'

const root = join(import.meta.dirname, '../..')

/** Beside the chunks, from where they are loaded. */
const folder = 'validators'

/**
 * Puts what validates each schema in the place of what compiles it, so that a command neither loads a compiler nor waits
 * for it: a fifth of a second. Each is a file of its own, as all together are larger than Landlord and few are wanted.
 */
export const compiledSchemas: Plugin = {
  name: 'compiled-schemas',
  setup(build) {
    const schemas = validatedSchemas()
    build.onLoad({ filter: /[\\/]src[\\/]tenant[\\/]compile-schema\.ts$/ }, () => ({
      contents: `import { createRequire } from 'node:module'
const load = createRequire(import.meta.url)
export const compileSchema = ({ $id }) => load('../${folder}/' + $id.split('/').at(-1) + '.cjs')`,
      loader: 'js',
    }))
    build.onEnd(async ({ errors }) => {
      const { outdir = '' } = build.initialOptions
      if (errors.length > 0) return
      await buildValidators(schemas, join(outdir, folder))
    })
  },
}

async function buildValidators(schemas: ReadonlyMap<string, object>, outdir: string): Promise<void> {
  const code = schemaCompiler({ source: true })
  for (const [id, schema] of schemas)
    await esbuild({
      stdin: { contents: standalone.default(code, code.compile(schema)), resolveDir: root },
      outfile: join(outdir, `${id.split('/').at(-1) ?? ''}.cjs`),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node24',
      logLevel: 'warning',
    })
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
