/** A secret that is minted once. `Secret` stays opaque: a flow has no business with a password. */
export type SecretIO<Secret> = Readonly<{
  load: () => Promise<Secret | undefined>
  save: (secret: Secret) => Promise<void>
  /** Whether what it is for takes it. */
  works: (secret: Secret) => Promise<boolean>
  mint: () => Secret | Promise<Secret>
  open: (secret: Secret) => Promise<void>
}>

/** What configuring a tenant needs of the world. */
export type ConfigureIO = Readonly<{
  /** Logins and keys, each kept by `keepSecret`; undefined = no store here, so nothing may be minted. */
  secrets: readonly (() => Promise<void>)[] | undefined
  /** Writes the demo documents of a tenant that has the feature; gives how many. Undefined = it has not. */
  seed: (() => Promise<number>) | undefined
  /** Publishes what the platform reads; gives its version. */
  publish: () => Promise<number>
  /** Holds a suspended tenant back, and gives what was done; absent: takes back whatever held it. */
  suspend: (() => Promise<readonly string[]>) | undefined
  release: () => Promise<void>
}>

/** Secrets first, since what is published names their keys. Gives what should be noted. */
export async function configureTenant(io: ConfigureIO): Promise<readonly string[]> {
  const { secrets = [], seed } = io
  if (io.suspend === undefined) await io.release()
  for (const keep of secrets) await keep()
  // Before the configuration: once that says "demo documents", none are written again.
  const seeded = seed === undefined ? 0 : await seed()
  const held = (await io.suspend?.()) ?? []
  const version = await io.publish()
  return [
    ...held,
    ...(io.secrets === undefined
      ? ['There is no secret store here, so the tenant has no lasting login: verification lends it one.']
      : []),
    ...(seeded > 0 ? [`${seeded} demo documents were written.`] : []),
    `Configuration version ${version} is published.`,
  ]
}

/** Mints a secret, once: one that works is left alone. */
export async function keepSecret<Secret>(io: SecretIO<Secret>): Promise<void> {
  const kept = await io.load()
  if (kept !== undefined && (await io.works(kept))) return
  const secret = await io.mint()
  // Stored first: a crash in between leaves a secret that does not work yet, and the next run mends that.
  await io.save(secret)
  await io.open(secret)
}
