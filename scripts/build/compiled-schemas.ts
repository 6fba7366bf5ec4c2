import { hash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
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
    const { outdir = '' } = build.initialOptions
    build.onLoad({ filter: /[\\/]src[\\/]tenant[\\/]compile-schema\.ts$/ }, async () => ({
      contents: `import { createRequire } from 'node:module'
const load = createRequire(import.meta.url)
const validators = ${JSON.stringify(await buildValidators(join(outdir, folder)))}
export const compileSchema = ({ $id }) => load('../${folder}/' + validators[$id])`,
      loader: 'js',
    }))
  },
}

/** Their names by the ids of their schemas. Each holds its digest, so that whatever names it changes with it. */
async function buildValidators(outdir: string): Promise<Readonly<Record<string, string>>> {
  const code = schemaCompiler({ source: true })
  mkdirSync(outdir, { recursive: true })
  const built = [...validatedSchemas()].map(async ([id, schema]) => {
    const { outputFiles } = await esbuild({
      stdin: { contents: standalone.default(code, code.compile(schema)), resolveDir: root },
      ...{ bundle: true, format: 'cjs', platform: 'node', target: 'node24' },
      ...{ write: false, logLevel: 'warning' },
    })
    const text = outputFiles[0]?.text ?? ''
    const name = `${basename(id, '.json')}-${hash('sha256', text).slice(0, 8)}.cjs`
    writeFileSync(join(outdir, name), text)
    return [id, name] as const
  })
  return Object.fromEntries(await Promise.all(built))
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
