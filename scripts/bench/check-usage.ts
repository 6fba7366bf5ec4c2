import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A module that has a process write down, as it ends, what it has taken from the machine. */
export function saveUsageHook(folder: string): string {
  const file = join(folder, 'usage.mjs')
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs'
const file = process.env.BENCH_USAGE
process.on('exit', () => writeFileSync(file, JSON.stringify(process.resourceUsage())))
`,
  )
  return file
}

/** Milliseconds of processor time, of all threads; MiB at the most. */
export function readUsage(file: string): Readonly<{ cpu: number; memory: number }> {
  const usage = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage
  return { cpu: (usage.userCPUTime + usage.systemCPUTime) / 1000, memory: usage.maxRSS / 1024 }
}
