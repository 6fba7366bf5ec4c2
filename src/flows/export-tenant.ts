import type { Manifest, ManifestFile } from '../provisioning/manifest.ts'
import type { Ending, Report } from './provision-report.ts'

/** What exporting a retired tenant needs of the world. */
export type ExportIO = Readonly<{
  /** Ends the tenant's sessions and takes its logins, so that the export is the last word. Gives what was done. */
  close: () => Promise<readonly string[]>
  clear: () => Promise<void>
  /** Tables, objects, the tenant file. */
  write: () => Promise<readonly ManifestFile[]>
  /** SHA-256 of what is really there, in hex. */
  digest: (path: string) => Promise<string | undefined>
  /** Gives the SHA-256 of what it wrote. */
  saveManifest: (files: readonly ManifestFile[]) => Promise<string>
  place: string
}>

/** Closes the tenant, copies all it has, and reads every byte of the copy again before it counts as one. */
export async function exportTenant(
  tenant: Readonly<{ isRetired: boolean }>,
  report: Report,
  io: ExportIO,
): Promise<Ending> {
  if (!tenant.isRetired)
    return { outcome: 'failed', reason: 'Its file does not say that it is retired. Nothing was touched.' }
  return report.phase('export', async () => {
    for (const line of await io.close()) report.note(line)
    await io.clear()
    const files = await io.write()
    const damaged = await damagedOf(files, io)
    if (damaged.length > 0)
      return {
        outcome: 'error',
        reason: `The copy cannot be read again as it was written: ${damaged.join(', ')}.`,
      }
    const manifest = await io.saveManifest(files)
    report.show({
      export: {
        ...{ place: io.place, manifest, files: files.length },
        bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
        rows: files.reduce((sum, { rows = 0 }) => sum + rows, 0),
      },
    })
    return { outcome: 'succeeded' }
  })
}

/** Files that are not there, or not as the manifest has them. */
export async function damagedOf(
  files: Manifest['files'],
  { digest }: Pick<ExportIO, 'digest'>,
): Promise<readonly string[]> {
  const damaged: string[] = []
  for (const { path, sha256 } of files) if ((await digest(path)) !== sha256) damaged.push(path)
  return damaged
}
