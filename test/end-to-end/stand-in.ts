import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { aResult, someChecks } from '../operation-builders.ts'

type Command = 'apply' | 'rollback'

/**
 * A stand-in for the commands that the workflow calls, and for them alone: the workflow, its runner, GitHub and
 * Landlord are the real ones. It provisions nothing, says so in a real result.json, and waits while it is held.
 */
export type StandIn = Readonly<{
  /** Goes in front of the runner's PATH. */
  bin: string
  /** From now on this command waits for this tenant. */
  hold: (command: Command, tenant: string) => Promise<void>
  release: (command: Command, tenant: string) => Promise<void>
  /** Its verification will find another tenant's rows. */
  leak: (tenant: string) => Promise<void>
}>

export async function plantStandIn(folder: string): Promise<StandIn> {
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  const failing = someChecks({ 'tenant-isolation': 'fail' })
  const results = {
    verified: aResult(),
    leaking: aResult({
      outcome: 'failed',
      reason: 'Verification failed: tenant-isolation.',
      checks: failing,
    }),
    undone: aResult({ action: 'rollback', checks: [] }),
  }
  await plant(join(bin, 'landlord'), `#!${process.execPath}\n${landlord(folder, results)}`)
  // The workflow sets up a Terraform, which nobody calls here; so this test needs none.
  await plant(join(bin, 'terraform'), '#!/bin/sh\necho "Terraform v1.11.4"\n')
  const sign = (name: string): string => join(folder, name)
  return {
    bin,
    hold: (command, tenant) => writeFile(sign(`hold-${command}-${tenant}`), ''),
    release: (command, tenant) => rm(sign(`hold-${command}-${tenant}`)),
    leak: (tenant) => writeFile(sign(`leak-${tenant}`), ''),
  }
}

async function plant(file: string, text: string): Promise<void> {
  await writeFile(file, text)
  await chmod(file, 0o755)
}

const landlord = (folder: string, results: object): string => `
const { existsSync, writeFileSync } = require('node:fs')
const [command, tenant, ...rest] = process.argv.slice(2)
const sign = (name) => existsSync(${JSON.stringify(folder)} + '/' + name)
const option = (name) => rest[rest.indexOf(name) + 1]
const results = ${JSON.stringify(results)}
const write = (result) =>
  writeFileSync(
    option('--out'),
    JSON.stringify({ ...result, tenant, operation: option('--operation'), sha: option('--sha') }),
  )
const step = () => {
  if (sign('hold-' + command + '-' + tenant)) return setTimeout(step, 20)
  if (command === 'rollback') write(results.undone)
  if (command !== 'verify') return
  const leaks = sign('leak-' + tenant)
  write(leaks ? results.leaking : results.verified)
  process.exitCode = leaks ? 1 : 0
}
step()
`
