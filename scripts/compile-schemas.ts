import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import standalone from 'ajv/dist/standalone/index.js'
import { schemaCompiler } from '../src/tenant/compile-schema.ts'
import { fieldsSchema } from '../src/tenant/schema-findings.ts'

/**
 * Writes what validates each schema into a build, so that a command neither loads a compiler nor waits for it:
 * `node scripts/compile-schemas.ts [dist]`. A build without this does the same, a fifth of a second later.
 */
const build = process.argv[2] ?? 'dist'
const schemaImport = /from '[./]+schemas\/([\w.-]+)\.json' with/g
const root = join(import.meta.dirname, '..')

/** Those that Landlord itself validates by; the others describe what it prints. */
const used = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => [...readFileSync(join(root, 'src', path), 'utf8').matchAll(schemaImport)])
  .map(([, name = '']) => name)

mkdirSync(join(build, 'validators'), { recursive: true })

const schemas = [...new Set(used)].flatMap((name) => {
  const schema = JSON.parse(readFileSync(join(root, 'schemas', `${name}.json`), 'utf8')) as { $id: string }
  return name === 'tenant.schema' ? [schema, fieldsSchema(schema)] : [schema]
})

for (const schema of schemas) {
  const name = basename(schema.$id, '.json')
  const ajv = schemaCompiler({ source: true })
  writeFileSync(join(build, `validators/${name}.cjs`), standalone.default(ajv, ajv.compile(schema)))
}

writeFileSync(
  join(build, 'src/tenant/compile-schema.js'),
  `import { createRequire } from 'node:module'

// Written by scripts/compile-schemas.ts.
const require = createRequire(import.meta.url)
export const compileSchema = ({ $id }) => require(\`../../validators/\${$id.split('/').at(-1).replace(/\\.json$/, '.cjs')}\`)
`,
)
