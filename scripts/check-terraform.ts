/**
 * Format, validity and tests of the Terraform code, in a copy so that no lock file or provider lands in the checkout.
 * `node scripts/check-terraform.ts [FOLDER]`; exit 1 when something is wrong. Without Terraform or its provider it says
 * SKIPPED, loudly.
 */
import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTerraform } from '../src/terraform/find.ts'
import { cliConfig } from '../src/terraform/mirror.ts'

const source = process.argv[2] ?? 'terraform'
const program = await findTerraform(process.env, '.landlord')
if (program === undefined) skip('neither terraform nor tofu is on PATH')
else await check(program)

async function check(terraform: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'landlord-terraform-'))
  try {
    const copy = join(work, 'terraform')
    await cp(source, copy, { recursive: true, filter: (path) => !path.includes('/.terraform') })
    const config = await cliConfig(process.env, work)
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', ...(config && { TF_CLI_CONFIG_FILE: config }) }
    const run = (cwd: string, args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(terraform, args, { cwd, env, encoding: 'utf8' })
      return { ok: status === 0, says: `${stdout}${stderr}`.trim() }
    }
    const done: string[] = []
    const must = (folder: string, args: readonly string[]): boolean => {
      const { ok, says } = run(join(copy, folder), args)
      const title = `${args[0] ?? ''} ${folder}`
      if (ok)
        done.push(args[0] === 'test' ? `${title} (${/(\d+) passed/.exec(says)?.[1] ?? '0'} passed)` : title)
      else {
        console.error(`${says}\n`)
        console.log(`terraform: FAILED at ${title}`)
        process.exitCode = 1
      }
      return ok
    }

    if (!must('.', ['fmt', '-check', '-diff', '-recursive', '-no-color'])) return
    for (const folder of await rootsIn(copy)) {
      const init = run(join(copy, folder), ['init', '-backend=false', '-input=false', '-no-color'])
      if (
        !init.ok &&
        /could not connect|failed to query available provider|no such host|registry/i.test(init.says)
      ) {
        console.error(init.says)
        skip(`the providers of ${folder} could not be fetched, and this machine has no mirror of them`)
        return
      }
      if (!init.ok && !must(folder, ['init', '-backend=false', '-input=false', '-no-color'])) return
      if (!must(folder, ['validate', '-no-color'])) return
      const tests = await readdir(join(copy, folder, 'tests')).catch(() => [])
      if (tests.some((name) => /\.tftest\.(hcl|json)$/.test(name)) && !must(folder, ['test', '-no-color']))
        return
    }
    console.log(`terraform: ${done.join(', ')}`)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Folders with Terraform code that no other one uses: to validate one validates every module in it, its providers started once. */
async function rootsIn(root: string): Promise<readonly string[]> {
  const all = await readdir(root, { recursive: true, withFileTypes: true })
  const files = all.filter(
    ({ name, parentPath }) =>
      name.endsWith('.tf') && !/\/(tests|fixtures)(\/|$)/.test(parentPath.slice(root.length)),
  )
  const used = new Set<string>()
  for (const { name, parentPath } of files)
    for (const [, source = ''] of (await readFile(join(parentPath, name), 'utf8')).matchAll(
      /^\s*source\s*=\s*"(\.[^"]+)"/gm,
    ))
      used.add(join(parentPath, source))
  const folders = [...new Set(files.map(({ parentPath }) => parentPath))].filter(
    (folder) => !used.has(folder),
  )
  return folders.map((folder) => folder.slice(root.length + 1)).sort()
}

function skip(because: string): void {
  console.log(`terraform: SKIPPED, NOTHING WAS CHECKED: ${because}.`)
}
