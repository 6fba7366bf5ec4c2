import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, join, relative } from 'node:path'
import { machineNameOf } from '../tenant/machine-name.ts'
import type { OwnInstance } from '../tenant/own-instance.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where Terraform runs for one tenant, and with what. */
export type Workspace = Readonly<{
  /** Folder of the root module. */
  root: string
  /** TF_DATA_DIR; the saved plan lies there too. */
  data: string
  env: Env
}>

export type Wanted = Readonly<{
  tenant: TenantId
  /** Text of the tenant file that is applied. */
  tenantFile: string
  /** The estate's `terraform/` folder. */
  terraform: string
  /** LANDLORD_HOME, absolute. */
  home: string
  operation: string
  /** The tenant's yearly budget in US dollars; undefined = none can be told. */
  budgetUsd?: string | undefined
  /** Where vectors are kept, as the settings say. */
  vectorStore?: string | undefined
  /** The ElastiCache that tenants share; undefined = a Redis. */
  elasticache?: Readonly<{ region: string; userGroup: string }> | undefined
  /** The PostgreSQL that is to be the tenant's own; undefined = none. */
  instance?: OwnInstance | undefined
  /** False leaves out all that needs an AWS account. */
  aws: boolean
  /** Command line of this very Landlord, for the provisioner inside the database module. */
  landlord: readonly string[]
  env: Env
}>

/**
 * Lays out a copy of the estate's modules for one tenant, with its own state and its own data folder: tenants never
 * wait for each other, and an estate's checkout is never written to.
 */
export async function prepareWorkspace(wanted: Wanted): Promise<Workspace> {
  const folder = join(wanted.home, 'terraform', wanted.tenant)
  const [source, data, bin] = [join(folder, 'source'), join(folder, 'data'), join(folder, 'bin')]
  for (const made of [source, data, bin]) await mkdir(made, { recursive: true, mode: 0o700 })
  await mirrorFolder(wanted.terraform, source)
  const root = join(source, 'tenant')
  if (!wanted.aws) await rm(join(root, 'aws.tf'), { force: true })
  await writeFile(join(source, 'tenant.yaml'), wanted.tenantFile)
  // What aws.tf would say.
  const without = wanted.aws ? {} : { locals: { instance: null } }
  await writeFile(
    join(root, 'landlord_backend.tf.json'),
    JSON.stringify({ terraform: { backend: backendOf(wanted) }, ...without }),
  )
  await writeShim(join(bin, 'landlord'), wanted.landlord)
  return { root, data, env: environmentOf(wanted, { data, bin }) }
}

/** True where AWS_ENDPOINT_URL points at an emulator. */
export const isEmulator = (env: Env): boolean => (env.AWS_ENDPOINT_URL ?? '') !== ''

/** S3 with S3's own lock where a bucket is named, else a file under LANDLORD_HOME. */
function backendOf({ env, tenant, home, aws }: Wanted): object {
  const bucket = env.LANDLORD_STATE_BUCKET ?? ''
  if (bucket === '' || !aws) {
    if (env.GITHUB_ACTIONS === 'true' && (env.LANDLORD_HOME ?? '') === '') {
      throw new UserError('The state of this tenant would be lost with this runner.', {
        fix: 'Set the variable LANDLORD_STATE_BUCKET to a versioned bucket, or LANDLORD_HOME to a folder that stays.',
      })
    }
    return { local: { path: join(home, 'state', tenant, 'terraform.tfstate') } }
  }
  const emulator = isEmulator(env)
  return {
    s3: {
      bucket,
      key: `tenants/${tenant}/terraform.tfstate`,
      region: firstOf(env.LANDLORD_STATE_REGION, env.AWS_REGION) ?? 'us-east-1',
      use_lockfile: true,
      encrypt: true,
      ...(emulator
        ? {
            use_path_style: true,
            // The emulator miscounts the signature of a listing whose prefix holds a slash.
            workspace_key_prefix: '',
            skip_credentials_validation: true,
            skip_metadata_api_check: true,
            skip_requesting_account_id: true,
            skip_region_validation: true,
          }
        : {}),
    },
  }
}

function environmentOf(wanted: Wanted, folders: Readonly<{ data: string; bin: string }>): Env {
  const { env } = wanted
  // A workflow sets what an organisation left out to nothing; the AWS SDK would take that for an answer.
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => value !== '' || !/^(AWS|TF)_/.test(name)),
  )
  return {
    ...given,
    PATH: [folders.bin, env.PATH ?? ''].join(delimiter),
    TF_DATA_DIR: folders.data,
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    TF_VAR_tenant_file: '../tenant.yaml',
    TF_VAR_operation: wanted.operation,
    TF_VAR_emulator: String(isEmulator(env)),
    TF_VAR_cache: String((env.LANDLORD_PLATFORM_CACHE_URL ?? '') !== ''),
    TF_VAR_machine_name: machineNameOf(wanted.tenant),
    ...(wanted.instance && { TF_VAR_instance: JSON.stringify(wanted.instance) }),
    ...(wanted.elasticache && { TF_VAR_elasticache: JSON.stringify(wanted.elasticache) }),
    TF_VAR_vector_store: wanted.vectorStore ?? 'postgres',
    TF_VAR_budget_usd: wanted.budgetUsd ?? '0',
    ...((env.LANDLORD_BUCKET_PREFIX ?? '') === ''
      ? {}
      : { TF_VAR_bucket_prefix: env.LANDLORD_BUCKET_PREFIX }),
  }
}

/** Copies what is there and removes what is not; symbolic links are refused, they could lead anywhere. */
async function mirrorFolder(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new UserError(`There is no Terraform in ${from}.`, {
      fix: 'Name an estate with --repo; "landlord init" writes one.',
      cause,
    })
  })
  const link = entries.find((entry) => entry.isSymbolicLink())
  if (link !== undefined) {
    throw new UserError(`${join(link.parentPath, link.name)} is a symbolic link.`, {
      fix: 'Put the file itself into the estate.',
    })
  }
  const pathOf = (base: string, entry: { parentPath: string; name: string }): string =>
    relative(base, join(entry.parentPath, entry.name))
  const wanted = new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => pathOf(from, entry))
      .filter((path) => /\.(tf|tf\.json|sql)$/.test(path) && !path.includes('.terraform')),
  )
  const present = await readdir(to, { recursive: true, withFileTypes: true })
  for (const entry of present.filter((it) => it.isFile() && /\.(tf|tf\.json|sql)$/.test(it.name))) {
    const path = pathOf(to, entry)
    if (!wanted.has(path) && entry.name !== 'landlord_backend.tf.json') await rm(join(to, path))
  }
  for (const path of wanted) await cp(join(from, path), join(to, path))
}

async function writeShim(file: string, landlord: readonly string[]): Promise<void> {
  const words = landlord.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  await writeFile(file, `#!/bin/sh\nexec ${words} "$@"\n`)
  await chmod(file, 0o755)
}

/** The first that is set; a variable set to nothing is not. */
const firstOf = (...values: readonly (string | undefined)[]): string | undefined =>
  values.find((value) => value !== undefined && value !== '')
