import { join, resolve } from 'node:path'
import { platformUrl } from '../../database/connect.ts'
import { dollarsOf } from '../../cost/dollars.ts'
import { parseExchangeRates } from '../../cost/exchange-rates.ts'
import { programFile } from '../../estate/program-file.ts'
import { cliConfig } from '../../terraform/mirror.ts'
import { openTerraform, type Terraform } from '../../terraform/commands.ts'
import { findTerraform } from '../../terraform/find.ts'
import { installTerraform } from '../../terraform/install.ts'
import { takeSources } from '../../terraform/sources.ts'
import { prepareWorkspace } from '../../terraform/workspace.ts'
import { parseTenant } from '../../tenant/parse.ts'
import { parseSettings } from '../../tenant/settings/file.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import { denies, type Finding } from '../../tenant/finding.ts'
import { ownInstanceOf } from '../../tenant/own-instance.ts'
import type { Settings } from '../../tenant/settings/settings.ts'
import type { Tenant, TenantId } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'
import type { RunOptions } from '../run-options.ts'
import { instanceUrl } from './own-instance.ts'

type Env = Readonly<Record<string, string | undefined>>

/** One tenant at one commit, with a Terraform laid out for it. */
export type TenantRun = Readonly<{
  id: TenantId
  sha: string
  settings: Settings
  /** Undefined when the file has findings that deny. */
  tenant: Tenant | undefined
  /** The tenant file as it is. */
  tenantText: string
  refusals: readonly Finding[]
  /** Folder of the estate's files. */
  folder: string
  /** False = LANDLORD_AWS is off. */
  aws: boolean
  /** LANDLORD_HOME, absolute. */
  home: string
  terraform: Terraform
  instance: RunInstance
  env: Env
}>

/** The tenant's own PostgreSQL. */
type RunInstance = Readonly<{
  /** Whether the tenant has one, or is to get one. */
  isWanted: boolean
  /** The operator's URL of where its data is, once there is such a place. */
  url: () => string | undefined
}>

type Wanted = Readonly<{
  id: TenantId
  options: RunOptions
  env: Env
  signal: AbortSignal
  say: (line: string) => void
}>

/** Reads the estate, lays out Terraform, and tidies up after the work. */
export async function withTenantRun<T>(wanted: Wanted, work: (run: TenantRun) => Promise<T>): Promise<T> {
  const { id, options, env, signal, say } = wanted
  const home = homeOf(options.repo, env)
  const aws = isAwsOn(env)
  const sources = await takeSources({ repo: options.repo, sha: options.sha, tenant: id, home })
  try {
    if (sources.tenantFile?.bytes === undefined) {
      throw new UserError(`There is no file tenants/${id}.yaml in ${options.sha ?? options.repo}.`, {
        fix: 'Name the estate with --repo, and a commit that has the tenant with --sha.',
      })
    }
    const settings = parseSettings(sources.settingsFile)
    if (settings.settings === undefined) {
      const [first] = settings.findings
      throw new UserError(`The settings cannot be used: ${first?.says ?? 'no reason given'}`, {
        fix: first?.fix ?? 'Run "landlord check".',
      })
    }
    const { tenant, findings } = parseTenant(sources.tenantFile, settings.settings)
    const tenantText = new TextDecoder().decode(sources.tenantFile.bytes)
    const instance = tenant && ownInstanceOf(tenant, settings.settings)
    const workspace = await prepareWorkspace({
      tenant: id,
      tenantFile: tenantText,
      terraform: join(sources.folder, 'terraform'),
      home,
      operation: options.operation,
      budgetUsd: tenant && budgetInDollars(tenant, sources.ratesFile),
      elasticache: settings.settings.provisioning.elasticache,
      instance: aws ? instance : undefined,
      vectorStore: settings.settings.provisioning.vectors,
      aws,
      landlord: [process.execPath, ...process.execArgv, programFile('cli/main')],
      env: { ...env, TF_CLI_CONFIG_FILE: aws ? await cliConfig(env, home) : undefined },
    })
    const program = (await findTerraform(env, home)) ?? (await fetchTerraform(home, env, { signal, say }))
    const terraform = openTerraform({ program, workspace, say, signal })
    const isWanted = aws && instance !== undefined
    const own = isWanted && tenant ? await withInstance(terraform, tenant.region, env) : undefined
    return await work({
      id,
      sha: sources.sha,
      settings: settings.settings,
      tenant,
      tenantText,
      refusals: findings.filter(denies),
      folder: sources.folder,
      aws,
      home,
      terraform: own?.terraform ?? terraform,
      instance: { isWanted, url: () => own?.url() },
      env,
    })
  } finally {
    await sources.close()
  }
}

/** Knows where the instance is, as long as the state does: before the work, and after each apply. */
async function withInstance(
  terraform: Terraform,
  region: string,
  env: Env,
): Promise<Pick<TenantRun, 'terraform'> & Pick<RunInstance, 'url'>> {
  let url: string | undefined
  const look = async (): Promise<void> => {
    const { resources, outputs } = await terraform.state()
    const { instance: address, instance_secret: secret } = outputs
    if (address !== undefined && secret !== undefined)
      url = await instanceUrl({ address, secret, region }, env)
    // From before the settings gave it one: its data is among the others' until it is moved.
    else url = resources.some((held) => held.address === inDatabase) ? platformUrl(env) : undefined
  }
  // What cannot be initialised is told by the work, which does it again.
  if ((await terraform.init()).done) await look()
  const apply = async (): ReturnType<Terraform['apply']> => {
    const applied = await terraform.apply()
    if (applied.done) await look()
    return applied
  }
  return { terraform: { ...terraform, apply }, url: () => url }
}

const inDatabase = 'module.database.module.objects.terraform_data.undo'

/** Undefined where the estate has no rate for its currency: then AWS gets no budget to watch. */
function budgetInDollars({ budget }: Tenant, ratesFile: EstateFile | undefined): string | undefined {
  const rates = ratesFile && parseExchangeRates(ratesFile).rates
  return rates && dollarsOf(budget.yearly, rates, new Date().toISOString())
}

/** LANDLORD_HOME, or `.landlord` in the estate. */
const homeOf = (repo: string, env: Env): string =>
  (env.LANDLORD_HOME ?? '') === '' ? join(repo, '.landlord') : resolve(env.LANDLORD_HOME ?? '')

function isAwsOn(env: Env): boolean {
  const value = env.LANDLORD_AWS ?? ''
  if (value === '' || value === 'on') return true
  if (value === 'off') return false
  throw new UserError(`LANDLORD_AWS is ${JSON.stringify(value)}.`, { fix: 'It may be on or off.' })
}

async function fetchTerraform(
  home: string,
  env: Env,
  { signal, say }: Pick<Wanted, 'signal' | 'say'>,
): Promise<string> {
  say('There is neither terraform nor tofu on PATH: fetching the pinned release …')
  return installTerraform({ home, mirror: env.LANDLORD_TERRAFORM_MIRROR, signal })
}
