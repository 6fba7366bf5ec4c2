import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadTemplate } from '../estate/template.ts'
import { count } from '../review/comment/words.ts'
import { UserError } from '../tenant/user-error.ts'
import { tell } from './estate-options.ts'

export type InitOptions = Readonly<{ examples?: true }>

export function runInit(dir: string, { examples }: InitOptions): void {
  refuseFiles(dir)
  const files = loadTemplate({ examples: examples === true })
  const kept = files.filter((file) => existsSync(join(dir, file.path)))
  const written = files.filter((file) => !kept.includes(file))
  for (const file of written) {
    mkdirSync(dirname(join(dir, file.path)), { recursive: true })
    // Not even a file that came in this very moment is overwritten.
    writeFileSync(join(dir, file.path), file.text, { flag: 'wx' })
    process.stdout.write(`${file.path}\n`)
  }
  const left = kept.length === 0 ? '' : ` ${kept.length} were there already and stay as they are.`
  const unignored = kept.some(({ path }) => path === '.gitignore') && !isIgnored(dir)
  tell(`Wrote ${count(written.length, 'file')} in ${dir === '.' ? 'this folder' : dir}.${left}${unignored ? '\nAdd .landlord/ to your .gitignore: Landlord keeps its local data there.' : ''}
Next: put your own people into .github/landlord/APPROVERS, then "landlord check" and "landlord new".`)
}

const isIgnored = (dir: string): boolean =>
  /^\/?\.landlord\b/m.test(readFileSync(join(dir, '.gitignore'), 'utf8'))

function refuseFiles(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== false) return
  throw new UserError(`${dir} is a file, and an estate needs a folder.`, {
    fix: 'Name a folder, there already or not: landlord init acme-estate',
  })
}
