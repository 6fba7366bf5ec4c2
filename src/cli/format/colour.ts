type Env = Readonly<Record<string, string | undefined>>

/** Whether to colour, by the conventions of no-color.org and force-color.org; `--no-color` wins over both. */
export function wantsColour(env: Env, args: readonly string[], isTerminal: boolean): boolean {
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined)
  if (options.includes('--no-color')) return false
  if ((env.NO_COLOR ?? '') !== '') return false
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR)
  return isTerminal && env.TERM !== 'dumb'
}

/**
 * The decision in the words that every library reads (picocolors, clack, commander, and the programs we start), so
 * that none of them decides otherwise: picocolors alone would colour a pipe wherever CI is set.
 */
export function applyColour(env: Record<string, string | undefined>, wanted: boolean): void {
  if (wanted) {
    delete env.NO_COLOR
    env.FORCE_COLOR = '1'
  } else {
    delete env.FORCE_COLOR
    env.NO_COLOR = '1'
  }
}
