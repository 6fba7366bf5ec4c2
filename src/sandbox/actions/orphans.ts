import { readdirSync, readFileSync } from 'node:fs'

/** The variable by which processes of a job are known, wherever they have moved to; the name is GitHub's own. */
export const trackingVariable = 'RUNNER_TRACKING_ID'

/**
 * Ends what a job has left running outside its steps' process groups, such as a Terraform in a group of its own:
 * asked first, so that it can save its state, then killed. Found on Linux only; elsewhere the groups must do.
 */
export async function endOrphans(trackingId: string, patience: number): Promise<void> {
  for (const pid of findOrphans(trackingId)) signal(pid, 'SIGTERM')
  const until = Date.now() + patience
  while (findOrphans(trackingId).length > 0 && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 25))
  killOrphans(trackingId)
}

/** At once, for a process that is ending itself. */
export function killOrphans(trackingId: string): void {
  for (const pid of findOrphans(trackingId)) signal(pid, 'SIGKILL')
}

function findOrphans(trackingId: string): readonly number[] {
  const marker = `${trackingVariable}=${trackingId}`
  return listProcesses().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(marker)
    } catch {
      // It has ended, or is somebody else's.
      return false
    }
  })
}

function listProcesses(): readonly number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
  } catch {
    return []
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended already.
  }
}
