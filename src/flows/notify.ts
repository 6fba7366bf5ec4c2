import type { Notice } from '../tenant/notice.ts'

/**
 * Has people told, as the settings of the estate say. Cheap, and safe to call again: what was told under its key is
 * left out. Delivery comes later and is nobody's business here; a channel that fails fails no operation.
 */
export type Tell = (notices: readonly Notice[]) => Promise<void>
