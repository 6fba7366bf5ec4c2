import { unzipSync } from 'fflate'
import type { ResultSeen } from '../../provisioning/observation.ts'
import { maxResultBytes, parseResult } from '../../provisioning/parse-result.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { GitHub } from '../octokit.ts'
import { asking, statusOf } from '../limits/refusal.ts'

/** A zip that holds a `result.json` of the largest size is smaller than this. */
const maxZipBytes = 4 * 1024 * 1024

/** Pulls `result.json` out of the run's artifact `result`. What is wrong with it is an answer, not an error. */
export async function loadRunResult(
  github: GitHub,
  { owner, repo }: EstateRef,
  runId: number,
): Promise<ResultSeen> {
  const { data } = await asking('list the artifacts of a run', () =>
    github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
      ...{ owner, repo, run_id: runId, name: 'result', per_page: 100 },
    }),
  )
  const kept = data.artifacts.filter(({ name, expired }) => name === 'result' && !expired)
  // A run that was run again has one for each attempt; the last one speaks.
  const artifact = kept.sort((one, other) => other.id - one.id)[0]
  if (artifact === undefined) return { found: 'nothing' }
  if (artifact.size_in_bytes > maxZipBytes) return { found: 'unreadable', why: 'the artifact is too large' }
  const zip = await download(github, { owner, repo }, artifact.id)
  if (zip === undefined) return { found: 'nothing' }
  if (zip.length > maxZipBytes) return { found: 'unreadable', why: 'the artifact is too large' }
  return parseZip(zip)
}

async function download(
  github: GitHub,
  { owner, repo }: Pick<EstateRef, 'owner' | 'repo'>,
  artifactId: number,
): Promise<Uint8Array | undefined> {
  try {
    const { data } = await github.request(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...{ owner, repo, artifact_id: artifactId, archive_format: 'zip' } },
    )
    return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined
  } catch (error) {
    // 410: expired between listing and download.
    if ([404, 410].includes(statusOf(error) ?? 0)) return undefined
    throw error
  }
}

/** Unpacks one named file, and only when the size it declares is a sane one. */
export function parseZip(zip: Uint8Array): ResultSeen {
  try {
    const files = unzipSync(zip, {
      filter: ({ name, originalSize }) => name === 'result.json' && originalSize <= maxResultBytes,
    })
    const bytes = files['result.json']
    return bytes === undefined
      ? { found: 'unreadable', why: 'the artifact holds no result.json of a sane size' }
      : parseResult(bytes)
  } catch {
    return { found: 'unreadable', why: 'the artifact is no zip' }
  }
}
