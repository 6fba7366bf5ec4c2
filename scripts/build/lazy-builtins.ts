import type { Plugin } from 'esbuild'

/** Plain collections of functions, none of which asks what it is called on. */
const names = ['child_process', 'crypto', 'fs', 'fs/promises', 'os', 'path', 'util']

/**
 * Has what Node brings loaded when it is first used. An `import` of one has Node load all that its every field could
 * lead to (`node:fs` sets up streams and promises), which takes a small command longer than its work.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup(build) {
    const filter = new RegExp(`^(node:)?(${[...names, 'process'].join('|')})$`)
    build.onResolve({ filter }, ({ path }) => ({ path: path.replace('node:', ''), namespace: 'builtin' }))
    build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: path === 'process' ? 'module.exports = process' : lazily(path),
      loader: 'js',
    }))
  },
}

const lazily = (name: string): string => `let loaded
const builtin = () => (loaded ??= process.getBuiltinModule('node:${name}'))
module.exports = {
${Object.keys(builtinOf(name))
  .map((field) => `  get ${field}() { return builtin().${field} },`)
  .join('\n')}
}
`

function builtinOf(name: string): object {
  const builtin: unknown = process.getBuiltinModule(name)
  if (typeof builtin !== 'object' || builtin === null)
    throw new Error(`Node has no ${name} that is made of fields.`)
  return builtin
}
