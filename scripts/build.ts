import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { compiledSchemas } from './build/compiled-schemas.ts'
import { lazyBuiltins } from './build/lazy-builtins.ts'

/**
 * What is published: `node scripts/build.ts [folder]`. Modules that are loaded together are one file, as finding and linking
 * three hundred of them took a command as long as its work.
 */
const out = process.argv[2] ?? 'dist'
const root = join(import.meta.dirname, '..')

/** Small, and part of nearly every command; whatever else is installed beside it is loaded from there, when it is wanted. */
const folded = [
  '@marcbachmann/cel-js',
  'ajv',
  'commander',
  'fastest-levenshtein',
  'js-yaml',
  'picocolors',
  're2js',
  'yaml',
]

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Readonly<Record<string, string>>
}

// Names of chunks hold their digests: those of an earlier build would stay.
for (const folder of ['src', 'chunks', 'validators'])
  rmSync(join(out, folder), { recursive: true, force: true })

await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/cli/main.ts'],
  outbase: '.',
  outdir: out,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  external: Object.keys(dependencies).filter((name) => !folded.includes(name)),
  plugins: [compiledSchemas, lazyBuiltins],
  // For the CommonJS among them.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'\nconst require = requireOf(import.meta.url)",
  },
  logLevel: 'warning',
})
