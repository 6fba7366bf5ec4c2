import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { loadTemplate } from '../estate/template.ts'

export function addInit(program: Command): void {
  program
    .command('init')
    .argument('[dir]', 'folder of the new estate', '.')
    .option('--examples', 'also write three tenants to learn from')
    .description('write an estate: rules, schemas, provisioning workflow, Terraform')
    .addHelpText(
      'after',
      `
Writes what an estate needs and never touches a file that is already there.

Example:
  landlord init acme-estate --examples
  cd acme-estate && git init -b main && landlord check`,
    )
    .action((dir: string, options: { examples?: true }) => init(dir, options.examples === true))
}

function init(dir: string, examples: boolean): void {
  const files = loadTemplate({ examples })
  const kept = files.filter((file) => existsSync(join(dir, file.path)))
  const written = files.filter((file) => !kept.includes(file))
  for (const file of written) {
    mkdirSync(dirname(join(dir, file.path)), { recursive: true })
    writeFileSync(join(dir, file.path), file.text)
    process.stdout.write(`${file.path}\n`)
  }
  const left = kept.length === 0 ? '' : ` ${kept.length} were there already and stay as they are.`
  process.stderr.write(`Wrote ${written.length} files in ${dir}.${left}
Next: put your own people into .github/landlord/APPROVERS, then "landlord check" and "landlord new".\n`)
}
