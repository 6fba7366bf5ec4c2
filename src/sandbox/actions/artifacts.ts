import type { Artifacts } from './desk.ts'

/** The artifacts of one run: kept for its later jobs, and handed on to GitHub. */
export function openArtifacts(upload: (name: string, zip: Uint8Array) => void): Artifacts {
  const zips = new Map<string, Uint8Array>()
  return {
    names: () => [...zips.keys()],
    get: (name) => zips.get(name),
    put(name, zip) {
      zips.set(name, zip)
      upload(name, zip)
    },
  }
}
