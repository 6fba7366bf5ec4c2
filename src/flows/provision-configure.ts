/** What opening a tenant's login needs of the world. `Login` stays opaque: a flow has no business with a password. */
export type ConfigureIO<Login> = Readonly<{
  /** Where the login is kept; undefined = no store here, so nothing may be minted. */
  store:
    Readonly<{ load: () => Promise<Login | undefined>; save: (login: Login) => Promise<void> }> | undefined
  /** Whether the database takes it. */
  works: (login: Login) => Promise<boolean>
  mint: () => Login
  open: (login: Login) => Promise<void>
}>

/** Mints the tenant's password, once: a login that works is left alone. Gives what should be noted. */
export async function configureTenant<Login>(io: ConfigureIO<Login>): Promise<readonly string[]> {
  if (io.store === undefined) {
    return ['There is no secret store here, so the tenant has no lasting login: verification lends it one.']
  }
  const kept = await io.store.load()
  if (kept !== undefined && (await io.works(kept))) return []
  const login = io.mint()
  // Stored first: a crash in between leaves a secret that does not work yet, and the next run mends that.
  await io.store.save(login)
  await io.open(login)
  return []
}
