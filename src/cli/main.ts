#!/usr/bin/env node
import module from 'node:module'

/** As package.json has it; a hook or a runner may bring another one, and npm only warns. */
const needed = 24
const { node } = process.versions

if (Number.parseInt(node) < needed) {
  process.stderr.write(
    `landlord: it needs Node ${needed}, and this is Node ${node} (${process.execPath}).\n  Install Node ${needed}, or put it first in PATH.\n`,
  )
  process.exitCode = 2
} else {
  // What Node has compiled is kept in its own folder: a command starts in half the time from the second run on.
  module.enableCompileCache()
  await import('./command-line.ts')
}
