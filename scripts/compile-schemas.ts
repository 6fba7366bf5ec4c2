import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import standalone from 'ajv/dist/standalone/index.js'
import { schemaCompiler } from '../src/tenant/compile-schema.ts'

/**
 * Writes what validates each schema into a build, so that a command neither loads a compiler nor waits for it:
 * `node scripts/compile-schemas.ts [dist]`. A build without this does the same, a fifth of a second later.
 */
const build = process.argv[2] ?? 'dist'
const schemas = join(import.meta.dirname, '../schemas')
mkdirSync(join(build, 'validators'), { recursive: true })

for (const name of readdirSync(schemas).filter((file) => file.endsWith('.schema.json'))) {
  const schema = JSON.parse(readFileSync(join(schemas, name), 'utf8')) as object
  const ajv = schemaCompiler({ source: true })
  writeFileSync(
    join(build, `validators/${name.replace(/\.json$/, '.cjs')}`),
    standalone.default(ajv, ajv.compile(schema)),
  )
}

writeFileSync(
  join(build, 'src/tenant/compile-schema.js'),
  `import { createRequire } from 'node:module'

// Written by scripts/compile-schemas.ts.
const require = createRequire(import.meta.url)
export const compileSchema = ({ $id }) => require(\`../../validators/\${$id.split('/').at(-1).replace(/\\.json$/, '.cjs')}\`)
`,
)
