import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { runProgram } from './a-clone.ts'

const root = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string
  files: readonly string[]
  bin: Readonly<Record<string, string>>
}

const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Readonly<{
  id: string
  entry: string
  files: string
}>[]

let home: string
/** What `npm pack` printed, of a package that is built by a script as this one is. */
let printed: string
let estate: string
let landlord: (...args: readonly string[]) => ReturnType<typeof runProgram>

/** Builds, packs and unpacks in folders of its own, so that nothing of this checkout can stand in for what is missing. */
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'landlord-packed-'))
  const source = join(home, 'source')
  mkdirSync(source)
  const published = manifest.files.filter((path) => path !== 'dist')
  for (const path of ['.npmrc', 'package.json', 'LICENSE', 'src', ...published])
    cpSync(join(root, path), join(source, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'))
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), join(source, 'dist')])
  execFileSync('npm', ['pkg', 'set', 'scripts.prepack=echo it is built'], { cwd: source })
  printed = execFileSync('npm', ['pack'], { cwd: source, encoding: 'utf8', stdio: 'pipe' })
  execFileSync('tar', ['xzf', join(source, `landlord-${manifest.version}.tgz`), '-C', home])
  rmSync(source, { recursive: true })
  const unpacked = join(home, 'package')
  symlinkSync(join(root, 'node_modules'), join(unpacked, 'node_modules'))
  estate = join(home, 'estate')
  mkdirSync(estate)
  const main = join(unpacked, manifest.bin.landlord ?? '')
  // One credential, so that it does not offer to create an App.
  landlord = (...args) => runProgram(main, estate, args, { env: { APP_ID: '1' } })
}, 60_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=Ria', '-c', 'user.email=ria@acme.example', ...args], { cwd: estate })

describe('the published package, away from its repository', () => {
  test('knows its version', async () => {
    expect(await landlord('--version')).toEqual({ stdout: `${manifest.version}\n`, stderr: '', code: 0 })
  })

  test('writes an estate with all that it needs, finds it sound, and reviews a change to it', async () => {
    expect(await landlord('init', '--examples')).toMatchObject({ code: 0 })
    for (const path of [
      '.github/workflows/provision.yml',
      'terraform/tenant/main.tf',
      'tenants/vidya-school.yaml',
    ])
      expect(existsSync(join(estate, path))).toBe(true)
    expect(await landlord('check')).toMatchObject({ code: 0, stderr: expect.stringMatching(/^3 tenants/) })
    expect(await landlord('rules', 'test')).toMatchObject({ code: 0 })
    git('init', '--quiet', '--initial-branch=main')
    git('add', '--all')
    git('commit', '--quiet', '--message', 'An estate')
    const school = join(estate, 'tenants/vidya-school.yaml')
    writeFileSync(school, readFileSync(school, 'utf8').replace('tier: bronze', 'tier: silver'))
    const review = await landlord('review', '--base', 'main')
    expect(review).toMatchObject({ code: 0, stderr: '' })
    expect(review.stdout).toContain('bronze → silver')
    expect(await landlord('estimate', 'tenants/vidya-school.yaml')).toMatchObject({ code: 0 })
  })

  test('says of a broken file what its sources say', async () => {
    const broken = join(estate, 'tenants/broken-bank.yaml')
    writeFileSync(
      broken,
      'apiVersion: landlord/v1\nid: 7\ntier: gold\nmodels: [a, 5]\nbudgett: { amount: x }\n',
    )
    const checks = [
      landlord,
      (...args: readonly string[]) => runProgram(join(root, 'src/cli/main.ts'), estate, args),
    ]
    const [built, sources] = await Promise.all(checks.map((check) => check('check', '--no-cache')))
    rmSync(broken)
    expect(built).toMatchObject({ code: 1 })
    expect(built).toEqual(sources)
  })

  test('believes what it kept of a check only as long as it is the same Landlord', async () => {
    const env = { XDG_CACHE_HOME: join(home, 'cache') }
    const main = join(home, 'package', manifest.bin.landlord ?? '')
    const isPlanted = async () =>
      (await runProgram(main, estate, ['check'], { env })).stdout.includes('planted')
    const plant = async () => {
      await runProgram(main, estate, ['check'], { env })
      const folder = join(env.XDG_CACHE_HOME, 'landlord')
      const [name = ''] = readdirSync(folder).filter((file) => file.startsWith('check-'))
      const [key = '', , content = ''] = readFileSync(join(folder, name), 'utf8').split('\n')
      const finding = {
        rule: 'planted',
        severity: 'warn',
        file: 'tenants/x.yaml',
        line: 1,
        column: 1,
        pointer: '',
        says: 'planted',
        fix: '',
      }
      const edited = content
        .replace('"findings":[', `"findings":[${JSON.stringify(finding)},`)
        .replace(',]', ']')
      writeFileSync(join(folder, name), [key, hash('sha256', edited), edited].join('\n'))
    }
    const changed = async (file: string, from: string, to: string) => {
      const before = readFileSync(file, 'utf8')
      writeFileSync(file, before.replace(from, to))
      const answer = await isPlanted()
      writeFileSync(file, before)
      return answer
    }
    await plant()
    expect(await isPlanted()).toBe(true)
    expect(await changed(main, '\n', '\n// another build\n')).toBe(false)
    await plant()
    expect(await changed(join(home, 'package/package.json'), manifest.version, '0.0.1')).toBe(false)
  })

  test('starts to serve, as far as its configuration lets it', async () => {
    const { stderr, code } = await landlord('serve')
    expect(code).toBe(2)
    expect(stderr).toMatch(/WEBHOOK_SECRET or WEBHOOK_SECRET_FILE is not set/)
  })

  test('is packed with nothing printed but its name, by which pre-commit installs it', () => {
    expect(printed).toBe(`landlord-${manifest.version}.tgz\n`)
  })

  test.each(hooks)('is a pre-commit hook: $id', async ({ entry, files }) => {
    expect('tenants/vidya-school.yaml').toMatch(new RegExp(files))
    const [program, ...args] = entry.split(' ')
    expect(program).toBe('landlord')
    expect(await landlord(...args)).toMatchObject({ code: 0 })
  })

  test('has every folder that a command reads from the package', () => {
    const unpacked = join(home, 'package')
    for (const path of ['app.yml', 'terraform/modules/database/sql', 'LICENSE', 'schemas/check.schema.json'])
      expect(existsSync(join(unpacked, path))).toBe(true)
    expect(readFileSync(join(unpacked, manifest.bin.landlord ?? ''), 'utf8')).toMatch(
      /^#!\/usr\/bin\/env node\n/,
    )
    for (const path of ['src', 'test', 'scripts']) expect(existsSync(join(unpacked, path))).toBe(false)
  })
})
