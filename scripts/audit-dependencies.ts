import { spawnSync } from 'node:child_process'

/** Known vulnerabilities, high and critical, in what is installed along with Landlord. Exit 75: the registry cannot be asked. */
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  encoding: 'utf8',
})
const answer = parse(stdout)
const vulnerabilities = answer?.vulnerabilities
if (vulnerabilities === undefined) {
  process.stdout.write(
    `SKIPPED: the registry does not say what is vulnerable (${answer?.message ?? answer?.error?.summary ?? 'no answer'}), so no dependency was looked up\n`,
  )
  process.exitCode = 75
} else {
  const bad = Object.values(vulnerabilities).filter(
    ({ severity }) => severity === 'high' || severity === 'critical',
  )
  for (const { name, severity, range } of bad) process.stdout.write(`${severity}: ${name} ${range}\n`)
  process.stdout.write(
    `${bad.length} high or critical of ${answer?.metadata?.dependencies?.prod ?? 0} packages\n`,
  )
  process.exitCode = bad.length === 0 ? 0 : 1
}

type Answer = Readonly<{
  vulnerabilities?: Readonly<Record<string, Readonly<{ name: string; severity: string; range: string }>>>
  metadata?: Readonly<{ dependencies?: Readonly<{ prod?: number }> }>
  message?: string
  error?: Readonly<{ summary?: string }>
}>

function parse(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return undefined
  }
}
