import { hash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  readSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { rulesFolder, tenantsFolder, type EstateFile } from '../tenant/estate-file.ts'
import { lazily } from '../tenant/once.ts'
import { UserError } from '../tenant/user-error.ts'
import { isReadable } from './load-contents.ts'
import { noFolder } from './no-folder.ts'

/** What is known of files that were read before, by what the disk says of them. */
export type KnownFiles = Readonly<{
  /** The id of what the file held; undefined where it may hold something else by now. */
  blobOf: (path: string, stat: FileStat) => string | undefined
  /** Told of every file that is read. */
  learn: (path: string, stat: FileStat) => void
}>

/** What the disk says of a file. */
export type FileStat = Pick<Stats, 'dev' | 'ino' | 'size' | 'mode' | 'mtimeMs' | 'ctimeMs'>

const nothingKnown: KnownFiles = { blobOf: () => undefined, learn: () => undefined }

/** Everything under `.github/landlord/` and `tenants/` as it lies on the disk; git is not asked. */
export const loadEstate = (dir: string): readonly EstateFile[] => [
  ...loadRuleFiles(dir),
  ...loadTenantFiles(dir),
]

export function loadRuleFiles(dir: string): readonly EstateFile[] {
  if (!existsSync(dir)) throw noFolder(dir)
  if (![rulesFolder, tenantsFolder].some((folder) => existsSync(join(dir, folder))))
    throw new UserError(`${dir} is no estate: it has neither ${tenantsFolder} nor ${rulesFolder}.`, {
      fix: 'Go to the top of an estate, name it with --repo DIR, or start one with `landlord init`.',
    })
  return existsSync(join(dir, rulesFolder)) ? loadBelow(dir, rulesFolder) : []
}

/** A file whose content is known is only read if somebody looks at it. */
export const loadTenantFiles = (dir: string, known?: KnownFiles): readonly EstateFile[] =>
  existsSync(join(dir, tenantsFolder)) ? loadBelow(dir, tenantsFolder, { known }) : []

/** The rules in a folder: of an estate, or of a copy of its `.github/landlord/`. They keep the paths of an estate. */
export function loadRules(dir: string): readonly EstateFile[] {
  if (!existsSync(dir)) throw noFolder(dir)
  if (existsSync(join(dir, rulesFolder))) return loadRuleFiles(dir)
  const rules = loadBelow(dir, '', { prefix: rulesFolder, isWanted: (name) => ruleNames.has(name) })
  if (rules.length === 0)
    throw new UserError(`${dir} holds no rules: no settings.yml, APPROVERS or policies/.`, {
      fix: 'Name a copy of .github/landlord, or a clone that has one.',
    })
  return rules
}

/** A folder that somebody names may hold anything; nothing else in it is read. */
const ruleNames: ReadonlySet<string> = new Set([
  'settings.yml',
  'APPROVERS',
  'prices.yml',
  'exchange-rates.yml',
  'policies',
])

/** One file as git would store it; undefined if it is not there. Links are not followed. */
export function loadFile(
  root: string,
  name: string,
  path = name,
  known: KnownFiles = nothingKnown,
): EstateFile | undefined {
  const full = `${root}/${name}`
  const stat = lstatSync(full, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  if (stat.isDirectory()) return { path, blob: '', mode: folderMode, size: 0, bytes: undefined }
  if (stat.isSymbolicLink()) {
    const target = Buffer.from(readlinkSync(full))
    return { path, blob: blobId(target), mode: '120000', size: target.length, bytes: undefined }
  }
  if (!stat.isFile()) return undefined
  const mode = (stat.mode & 0o100) === 0 ? '100644' : '100755'
  const id = known.blobOf(path, stat)
  if (id !== undefined) return readLater(full, { path, blob: id, mode, size: stat.size })
  const content = readBytes(full, stat.size)
  const blob = lazily(() => blobId(content))
  known.learn(path, stat)
  const entry = { path, mode, size: content.length } as const
  return {
    ...entry,
    get blob() {
      return blob()
    },
    bytes: isReadable(entry) ? content : undefined,
  }
}

/** A folder that git names as a file is a submodule. */
const folderMode = '160000'

function readLater(full: string, { path, blob, mode, size }: Omit<EstateFile, 'bytes'>): EstateFile {
  let content: Buffer | undefined
  return {
    ...{ path, blob, mode, size },
    get bytes() {
      return isReadable({ path, mode, size }) ? (content ??= readFileSync(full)) : undefined
    },
  }
}

/** As much as there was a moment ago, at one go; a file that grows or shrinks meanwhile is read the long way. */
function readBytes(full: string, size: number): Buffer {
  const file = openSync(full, 'r')
  try {
    const content = Buffer.allocUnsafe(size + 1)
    const read = readSync(file, content, 0, size + 1, 0)
    return read === size ? content.subarray(0, size) : readFileSync(full)
  } finally {
    closeSync(file)
  }
}

type Below = Readonly<{
  /** What paths begin with instead of the folder. */
  prefix?: string
  /** Of the names in the folder itself. */
  isWanted?: (name: string) => boolean
  known?: KnownFiles | undefined
}>

/** Every file in a folder and below it, in order. */
function loadBelow(
  root: string,
  folder: string,
  { prefix = folder, isWanted = () => true, known }: Below = {},
): readonly EstateFile[] {
  return readdirSync(join(root, folder))
    .filter(isWanted)
    .sort()
    .flatMap((name) => {
      const file = loadFile(root, `${folder}${name}`, `${prefix}${name}`, known)
      if (file?.mode !== folderMode) return file ?? []
      return loadBelow(root, `${folder}${name}/`, { prefix: `${prefix}${name}/`, known })
    })
}

/** Git's own id of a content. */
const blobId = (content: Buffer): string =>
  hash('sha1', Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]))
