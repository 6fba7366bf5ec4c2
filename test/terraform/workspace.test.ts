import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../../src/terraform/process.ts'
import { takeSources } from '../../src/terraform/sources.ts'
import { cliConfig, findProviderMirror } from '../../src/terraform/mirror.ts'
import { prepareWorkspace, type Wanted, type Workspace } from '../../src/terraform/workspace.ts'

const modules = join(import.meta.dirname, '../../terraform')
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-workspace-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const laidOut = (change: Partial<Wanted> = {}): Promise<Workspace> =>
  prepareWorkspace({
    tenant: 'acme',
    tenantFile: 'id: acme\n',
    terraform: modules,
    home: folder,
    operation: 'op_x',
    aws: true,
    landlord: ['node', "it's"],
    env: { PATH: '/usr/bin' },
    ...change,
  })
const backendOf = async (workspace: Workspace): Promise<unknown> => {
  const text = await readFile(join(workspace.root, 'landlord_backend.tf.json'), 'utf8')
  return (JSON.parse(text) as { terraform: { backend: unknown } }).terraform.backend
}

describe('a workspace', () => {
  test('keeps state and data apart by tenant', async () => {
    const [one, two] = await Promise.all([laidOut(), laidOut({ tenant: 'other' })])
    expect(one.data).not.toBe(two.data)
    expect(one.env.TF_DATA_DIR).toBe(one.data)
    expect(await backendOf(one)).toEqual({ local: { path: join(folder, 'state/acme/terraform.tfstate') } })
    expect(await readFile(join(one.root, '../tenant.yaml'), 'utf8')).toBe('id: acme\n')
  })

  test('with a bucket the state lies there, under S3’s own lock', async () => {
    const env = {
      PATH: '',
      LANDLORD_STATE_BUCKET: 'states',
      AWS_REGION: 'eu-west-1',
      LANDLORD_STATE_REGION: '',
    }
    const real = (await backendOf(await laidOut({ env }))) as { s3: object }
    expect(real.s3).toEqual({
      bucket: 'states',
      key: 'tenants/acme/terraform.tfstate',
      region: 'eu-west-1',
      use_lockfile: true,
      encrypt: true,
    })
    const emulated = { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' }
    expect(await backendOf(await laidOut({ env: emulated }))).toMatchObject({ s3: { use_path_style: true } })
  })

  test('without AWS no provider is wanted', async () => {
    await laidOut()
    const workspace = await laidOut({ aws: false })
    const files = await readdir(workspace.root)
    expect(files).toContain('main.tf')
    expect(files).not.toContain('aws.tf')
  })

  test('on a runner that is thrown away a state without a home is refused', async () => {
    const env = { PATH: '', GITHUB_ACTIONS: 'true', LANDLORD_HOME: '', LANDLORD_STATE_BUCKET: '' }
    await expect(laidOut({ env })).rejects.toThrow('would be lost')
    await laidOut({ env: { ...env, LANDLORD_HOME: folder } })
  })

  test('a file that went away in the estate goes away here', async () => {
    const mine = join(folder, 'mine')
    await cp(modules, mine, { recursive: true })
    await writeFile(join(mine, 'tenant/extra.tf'), '')
    expect(await readdir((await laidOut({ terraform: mine })).root)).toContain('extra.tf')
    await rm(join(mine, 'tenant/extra.tf'))
    expect(await readdir((await laidOut({ terraform: mine })).root)).not.toContain('extra.tf')
  })

  test('a symbolic link in the estate is refused', async () => {
    const mine = join(folder, 'mine')
    await cp(modules, mine, { recursive: true })
    await symlink('/etc/passwd', join(mine, 'tenant/link.tf'))
    await expect(laidOut({ terraform: mine })).rejects.toThrow('symbolic link')
  })

  test('an estate without Terraform is said', async () => {
    await expect(laidOut({ terraform: join(folder, 'none') })).rejects.toThrow('There is no Terraform')
  })

  test('`landlord` on its PATH is this very program, quoted', async () => {
    const workspace = await laidOut()
    const shim = (workspace.env.PATH ?? '').split(':')[0] ?? ''
    expect(await readFile(join(shim, 'landlord'), 'utf8')).toContain(`exec 'node' 'it'\\''s' "$@"`)
  })

  test('a name that AWS takes is told, and the ElastiCache that the settings name', async () => {
    const elasticache = { region: 'eu-west-1', userGroup: 'tenants' }
    const { env } = await laidOut({ elasticache })
    expect(env.TF_VAR_machine_name).toMatch(/^landlord-/)
    expect(JSON.parse(env.TF_VAR_elasticache ?? '')).toEqual(elasticache)
    expect((await laidOut()).env).not.toHaveProperty('TF_VAR_elasticache')
  })

  test('a variable set to nothing does not reach the AWS SDK', async () => {
    const { env } = await laidOut({ env: { PATH: '', AWS_ENDPOINT_URL: '', AWS_PROFILE: '' } })
    expect(env).not.toHaveProperty('AWS_ENDPOINT_URL')
    expect(env).toMatchObject({ TF_VAR_emulator: 'false' })
  })
})

describe('the sources of a run', () => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
    }).trim()
  const commit = async (text: string): Promise<string> => {
    await mkdir(join(folder, 'tenants'), { recursive: true })
    await mkdir(join(folder, 'terraform'), { recursive: true })
    await writeFile(join(folder, 'tenants/acme.yaml'), text)
    await writeFile(join(folder, 'terraform/main.tf'), '')
    git('add', '-A')
    git('commit', '-q', '-m', 'x')
    return git('rev-parse', 'HEAD')
  }

  test('come from the commit that was named, whatever the working tree holds', async () => {
    git('init', '-q')
    const first = await commit('first')
    await commit('second')
    await writeFile(join(folder, 'tenants/acme.yaml'), 'third')
    const home = join(folder, '.landlord')
    const taken = await takeSources({ repo: folder, sha: first, tenant: 'acme', home })
    expect(Buffer.from(taken.tenantFile?.bytes ?? []).toString()).toBe('first')
    expect(taken.tenantFile?.blob).toBe(git('rev-parse', `${first}:tenants/acme.yaml`))
    expect(taken.settingsFile).toBeUndefined()
    expect(await readdir(taken.folder)).toEqual(['tenants', 'terraform'])
    await taken.close()
    expect(await readdir(home)).toEqual([])
    const tree = await takeSources({ repo: folder, sha: undefined, tenant: 'acme', home })
    expect(Buffer.from(tree.tenantFile?.bytes ?? []).toString()).toBe('third')
    expect(git('status', '--porcelain', '--untracked-files=no')).toBe('M tenants/acme.yaml')
  })

  test('a commit that is not there is said, and a symbolic link is not followed', async () => {
    git('init', '-q')
    await mkdir(join(folder, 'tenants'))
    await symlink('/etc/passwd', join(folder, 'tenants/acme.yaml'))
    git('add', '-A')
    git('commit', '-q', '-m', 'x')
    const wanted = { repo: folder, tenant: 'acme', home: join(folder, '.landlord') }
    const taken = await takeSources({ ...wanted, sha: git('rev-parse', 'HEAD') })
    expect(taken.tenantFile).toMatchObject({ mode: '120000', bytes: undefined })
    await expect(takeSources({ ...wanted, sha: 'f'.repeat(40) })).rejects.toThrow('cannot be read')
  })
})

describe('a provider mirror', () => {
  test('is used where the user has no configuration of his own', async () => {
    const mirror = join(folder, 'mirror')
    await mkdir(join(mirror, 'registry.terraform.io/hashicorp/aws'), { recursive: true })
    const env = { LANDLORD_PROVIDER_MIRROR: mirror, TF_CLI_CONFIG_FILE: join(folder, 'none.rc') }
    expect(await findProviderMirror(env)).toBe(mirror)
    const file = await cliConfig(env, folder)
    expect(await readFile(file ?? '', 'utf8')).toContain(`path = "${mirror}"`)
    await writeFile(join(folder, 'none.rc'), '')
    expect(await cliConfig(env, folder)).toBe(join(folder, 'none.rc'))
  })
})

describe('a program that is stopped', () => {
  test('is asked once, and waited for', async () => {
    const controller = new AbortController()
    const lines: string[] = []
    const ended = await runProgram({
      program: '/bin/sh',
      args: ['-c', 'trap "echo saved; exit 3" TERM; echo ready; while :; do sleep 0.02; done'],
      cwd: folder,
      env: process.env,
      onLine: (line) => {
        lines.push(line)
        if (line === 'ready') controller.abort()
      },
      signal: controller.signal,
    })
    expect(ended.code).toBe(3)
    expect(lines).toEqual(['ready', 'saved'])
  })
  test('is not even started after the stop', async () => {
    const stopped = { program: '/bin/true', args: [], cwd: folder, env: {}, onLine: () => undefined }
    await expect(runProgram({ ...stopped, signal: AbortSignal.abort() })).rejects.toThrow()
  })
})
