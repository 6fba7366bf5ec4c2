import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Manifest, ManifestFile } from '../../provisioning/manifest.ts'
import { readObject, writeObject } from '../../storage/bucket-objects.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { UserError } from '../../tenant/user-error.ts'
import type { TenantRun } from './tenant-run.ts'

/** Where the export of one operation is written and read again. */
export type ExportPlace = Readonly<{
  /** For people: a folder, or s3://bucket/prefix. */
  name: string
  clear: () => Promise<void>
  write: (path: string, content: AsyncIterable<string | Uint8Array>) => Promise<ManifestFile>
  /** SHA-256 of what is really there, in hex; undefined = nothing is. */
  digest: (path: string) => Promise<string | undefined>
  saveManifest: (manifest: Manifest) => Promise<string>
  loadManifest: () => Promise<Manifest | undefined>
}>

/** The bucket LANDLORD_EXPORT_BUCKET, else LANDLORD_HOME. */
export function exportPlace(run: TenantRun, operation: string, cloud: Cloud | undefined): ExportPlace {
  const folder = join(run.home, 'exports', run.id, operation)
  const bucket = run.env.LANDLORD_EXPORT_BUCKET ?? ''
  if (bucket !== '' && cloud !== undefined)
    return inBucket(inFolder(folder), { cloud, bucket, prefix: `tenants/${run.id}/${operation}` })
  if (run.env.GITHUB_ACTIONS === 'true' && (run.env.LANDLORD_HOME ?? '') === '')
    throw new UserError('The export of this tenant would be lost with this runner.', {
      fix: 'Set the variable LANDLORD_EXPORT_BUCKET to a bucket that keeps it, or LANDLORD_HOME to a folder that stays.',
    })
  return inFolder(folder)
}

type Folder = ExportPlace & Readonly<{ fileOf: (path: string) => string }>

function inFolder(folder: string): Folder {
  const fileOf = (path: string): string => join(folder, path)
  return {
    name: folder,
    fileOf,
    clear: async () => {
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder, { recursive: true, mode: 0o700 })
    },
    write: async (path, content) => {
      const [hash, counted] = [createHash('sha256'), { bytes: 0, lines: 0 }]
      await mkdir(dirname(fileOf(path)), { recursive: true, mode: 0o700 })
      await pipeline(
        content,
        async function* (source: AsyncIterable<string | Uint8Array>) {
          for await (const part of source) {
            const bytes = typeof part === 'string' ? Buffer.from(part) : part
            hash.update(bytes)
            counted.bytes += bytes.length
            counted.lines += 1
            yield bytes
          }
        },
        createWriteStream(fileOf(path), { mode: 0o600 }),
      )
      const file = { path, bytes: counted.bytes, sha256: hash.digest('hex') }
      return path.endsWith('.jsonl') ? { ...file, rows: counted.lines } : file
    },
    digest: (path) => digestOf(() => Promise.resolve(createReadStream(fileOf(path)))),
    saveManifest: async (manifest) => {
      const text = `${JSON.stringify(manifest, undefined, 2)}\n`
      await writeFile(fileOf(manifestFile), text, { mode: 0o600 })
      return createHash('sha256').update(text).digest('hex')
    },
    loadManifest: () => parsed(() => readFile(fileOf(manifestFile), 'utf8')),
  }
}

/** Written to the folder first, so that what is uploaded has a length and a checksum; the folder goes afterwards. */
function inBucket(
  local: Folder,
  { cloud, bucket, prefix }: Readonly<{ cloud: Cloud; bucket: string; prefix: string }>,
): ExportPlace {
  const upload = async (path: string): Promise<void> => {
    const { size } = await stat(local.fileOf(path))
    const body = createReadStream(local.fileOf(path))
    await writeObject(cloud, bucket, { key: `${prefix}/${path}`, body, bytes: size })
    await rm(local.fileOf(path))
  }
  const read = (path: string): Promise<Readable> => readObject(cloud, bucket, `${prefix}/${path}`)
  return {
    name: `s3://${bucket}/${prefix}`,
    clear: local.clear,
    write: async (path, content) => {
      const file = await local.write(path, content)
      await upload(path)
      return file
    },
    digest: (path) => digestOf(() => read(path)),
    saveManifest: async (manifest) => {
      const digest = await local.saveManifest(manifest)
      await upload(manifestFile)
      return digest
    },
    loadManifest: () =>
      parsed(async () => Buffer.concat(await (await read(manifestFile)).toArray()).toString('utf8')),
  }
}

const manifestFile = 'manifest.json'

async function digestOf(open: () => Promise<Readable>): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const part of await open()) hash.update(part as Uint8Array)
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  return hash.digest('hex')
}

async function parsed(read: () => Promise<string>): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await read()) as Manifest
  } catch (error) {
    if (isAbsent(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && ('code' in error ? error.code === 'ENOENT' : /^NoSuch|^NotFound/.test(error.name))
