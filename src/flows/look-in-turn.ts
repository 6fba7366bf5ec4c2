import type { EstateRef } from '../tenant/estate-ref.ts'

type About = Readonly<{ estate: EstateRef }>

export type InTurnIO<Known extends About> = Readonly<{
  knownEstates: () => Promise<readonly Known[]>
  /** Of these one that is due, and from now on is not. */
  takeLook: (names: readonly string[]) => Promise<Readonly<{ name: string }> | undefined>
  look: (known: Known) => Promise<void>
  /** One estate that cannot be read (uninstalled, archived) must not stop the others. */
  failed: (estate: EstateRef, error: unknown) => void
}>

/**
 * Looks at every estate that is due. Each is taken by itself: of many processes each looks at some, and one that ends in the
 * middle leaves a single estate to whoever asks when it is due again.
 */
export async function lookInTurn<Known extends About>(what: string, io: InTurnIO<Known>): Promise<void> {
  const left = new Map(
    (await io.knownEstates()).map((one) => [`${what} ${one.estate.owner}/${one.estate.repo}`, one]),
  )
  while (left.size > 0) {
    const name = (await io.takeLook([...left.keys()]))?.name ?? ''
    const one = left.get(name)
    if (one === undefined) return
    left.delete(name)
    await io.look(one).catch((error: unknown) => io.failed(one.estate, error))
  }
}
