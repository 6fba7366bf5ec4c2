import { databaseWords, platformUrl } from '../../database/connect.ts'
import { applyDown, applyUp, observeStructure, type Place } from '../../database/provision.ts'
import { withoutSecrets } from '../../terraform/messages.ts'
import { UserError } from '../../tenant/user-error.ts'
import { instanceUrl, type InstanceAt } from './own-instance.ts'

/** One of `landlord database up|down|verify`; PostgreSQL's own words come out as a UserError. */
export async function actOnDatabase(
  act: 'up' | 'down' | 'verify',
  at: Omit<Place, 'url'>,
  own: InstanceAt | undefined,
): Promise<void> {
  const url = own === undefined ? platformUrl(process.env) : await instanceUrl(own, process.env)
  const place = { ...at, url }
  try {
    if (act === 'up') await applyUp(place)
    if (act === 'down') await applyDown(place)
    if (act === 'verify') await verify(place)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError(`database ${act} ${at.tenant}: ${withoutSecrets(databaseWords(cause))}`, {
      fix: 'Everything was rolled back. Mend what it says and run it again.',
      cause,
    })
  }
}

async function verify(place: Place): Promise<void> {
  const found = await observeStructure(place)
  for (const { expects, holds } of found) process.stdout.write(`${holds ? 'holds ' : 'BROKEN'} ${expects}\n`)
  if (found.some(({ holds }) => !holds)) process.exitCode = 1
}
