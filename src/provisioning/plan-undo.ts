import type { Operation } from './operation.ts'

/** How a failed operation is undone, or why a person has to look first. */
export type Undo =
  /** Never active: everything it created goes. */
  | Readonly<{ undo: 'destroy' }>
  /** Back to the commit that was last good, and verified again. */
  | Readonly<{ undo: 'reapply'; sha: string }>
  | Readonly<{ undo: 'forbidden'; because: string }>

export function planUndo(operation: Operation): Undo {
  if (operation.kind === 'retire' || operation.kind === 'remove')
    return { undo: 'forbidden', because: 'A retirement is never undone by itself: data may already be gone.' }
  if (operation.lastGoodSha !== undefined) return { undo: 'reapply', sha: operation.lastGoodSha }
  if (operation.kind === 'onboard') return { undo: 'destroy' }
  return {
    undo: 'forbidden',
    because:
      'The registry does not know what stood before this change, and destroys nothing it did not create.',
  }
}
