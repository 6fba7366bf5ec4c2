import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** One file of a new estate: path with `/`, and its text. */
export type TemplateFile = Readonly<{ path: string; text: string }>

/** What every estate starts from. Tenants are not among them: the first one should be the estate's own. */
const shipped = [
  '.github/landlord',
  '.github/workflows/provision.yml',
  '.github/workflows/plan.yml',
  // Those that editors look up for the files of an estate: each modeline names one.
  ...['tenant', 'settings', 'policy', 'prices', 'exchange-rates'].map(
    (name) => `schemas/${name}.schema.json`,
  ),
  'terraform',
]

/** The files of a new estate, as this version of Landlord ships them; with `examples`, three tenants too. */
export function loadTemplate(options: { examples: boolean }): readonly TemplateFile[] {
  const root = packageRoot()
  const paths = [...shipped, ...(options.examples ? ['tenants'] : [])].flatMap((path) =>
    filesBelow(join(root, path)),
  )
  return [
    { path: 'README.md', text: readme },
    { path: '.gitignore', text: '.landlord/\n.terraform/\n*.tfstate\n*.tfstate.*\n' },
    ...(options.examples ? [] : [{ path: 'tenants/.gitkeep', text: '' }]),
    ...paths.map((file) => ({
      path: relative(root, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    })),
  ]
}

/** Where Landlord is installed: sources and published build lie at different depths below it. */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** What Terraform leaves behind in a folder it was run in. */
const isDropping = (path: string): boolean => /(^|[/\\])\.terraform$|\.tfstate(\.|$)/.test(path)

function filesBelow(path: string): readonly string[] {
  if (isDropping(path) || !existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

const readme = `# Our estate

Every tenant of the platform is one file in \`tenants/\`. A pull request that adds or changes one is checked, priced and routed to
the people who must approve it by [Landlord](https://github.com/landlord-app/landlord); merging it provisions the tenant.

- Write a tenant: \`landlord new\`, or copy a file and let your editor complete it.
- See what the pull request would say: \`landlord review --base main\`.
- The rules are in \`.github/landlord/\`: \`settings.yml\`, \`APPROVERS\`, \`policies/\`, \`prices.yml\`, \`exchange-rates.yml\`.
- To retire a tenant set \`lifecycle: retired\`. Deleting its file is not how it ends.
`
