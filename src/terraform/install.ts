import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { unzipSync } from 'fflate'
import { UserError } from '../tenant/user-error.ts'
import { installedAt } from './find.ts'

/** SHA-256 of a release's zip by platform, as HashiCorp's terraform_VERSION_SHA256SUMS lists them. */
export type Release = Readonly<{ version: string; sums: Readonly<Record<string, string>> }>

export const release: Release = {
  version: '1.11.4',
  sums: {
    linux_amd64: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
    linux_arm64: 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
    darwin_amd64: 'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
    darwin_arm64: '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
  },
}

/** `linux_amd64` and the like, in HashiCorp's words. */
export const platformOf = (os: string, cpu: string): string => `${os}_${cpu === 'x64' ? 'amd64' : cpu}`

type Wanted = Readonly<{
  home: string
  /** Where releases are kept; LANDLORD_TERRAFORM_MIRROR, or HashiCorp's own. */
  mirror?: string | undefined
  platform?: string
  release?: Release
  signal?: AbortSignal
}>

/** Fetches the pinned release, holds it to its sum before opening it, and gives the program's path. */
export async function installTerraform(wanted: Wanted): Promise<string> {
  const { version, sums } = wanted.release ?? release
  const platform = wanted.platform ?? platformOf(process.platform, process.arch)
  const sum = sums[platform]
  if (sum === undefined) {
    throw new UserError(`Landlord has no Terraform for ${platform}.`, { fix: byHand(version) })
  }
  const name = `terraform_${version}_${platform}.zip`
  const base = (wanted.mirror ?? '') === '' ? 'https://releases.hashicorp.com' : (wanted.mirror ?? '')
  const url = `${base.replace(/\/+$/, '')}/terraform/${version}/${name}`
  const zip = await download(url, version, wanted.signal)
  const actual = createHash('sha256').update(zip).digest('hex')
  if (actual !== sum) {
    throw new UserError(`${url} is not the release it should be: SHA-256 ${actual}, expected ${sum}.`, {
      fix: 'Nothing was unpacked. Try again; if it stays so, distrust that address and tell its owner.',
    })
  }
  const program = unzipSync(zip, { filter: (entry) => entry.name === 'terraform' }).terraform
  if (program === undefined) throw new UserError(`${name} holds no terraform.`, { fix: byHand(version) })
  const target = installedAt(wanted.home)
  await mkdir(dirname(target), { recursive: true })
  // Written aside and renamed, so that two set-ups at once never run half a file.
  const aside = `${target}.${process.pid}`
  try {
    await writeFile(aside, program, { mode: 0o755 })
    await rename(aside, target)
  } finally {
    await rm(aside, { force: true })
  }
  return target
}

/** A release is 27 MB; five times that is no release. */
const largest = 128 * 1024 * 1024

async function download(url: string, version: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const fail = (says: string, cause?: unknown): never => {
    throw new UserError(`${url} could not be fetched: ${says}.`, { fix: byHand(version), cause })
  }
  try {
    const limits = [AbortSignal.timeout(300_000), ...(signal === undefined ? [] : [signal])]
    const answer = await fetch(url, { signal: AbortSignal.any(limits) })
    if (!answer.ok) return fail(`the server answered ${answer.status}`)
    const announced = Number(answer.headers.get('content-length') ?? 0)
    if (announced > largest) return fail(`${announced} bytes are no release`)
    return new Uint8Array(await answer.arrayBuffer())
  } catch (error) {
    if (error instanceof UserError) throw error
    return fail(error instanceof Error ? causeOf(error) : 'it broke off', error)
  }
}

const causeOf = (error: Error): string =>
  error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message

const byHand = (version: string): string =>
  `Install Terraform ${version} or later, or OpenTofu, onto PATH, or set LANDLORD_TERRAFORM_MIRROR to an address that has terraform/${version}/.`
