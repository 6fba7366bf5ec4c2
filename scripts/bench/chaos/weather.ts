import type { Weather } from '../../../src/sandbox/github/weather.ts'

/** How often each thing befell a webhook or a request. */
export type Damage = Record<
  'dropped' | 'duplicated' | 'overtaken' | 'refused403' | 'failed502' | 'lost502',
  number
>

/**
 * A GitHub that has a bad day. Of the webhooks one in eight is never sent, one in eight is sent twice, one in four is
 * overtaken by later ones. Of what the App asks one request in a hundred fails; in a storm, which blows for a second and
 * a half of every eight, one in four: 403 with a second to wait, or 502, half of those after GitHub did what was asked.
 */
export function newStorm(
  next: () => number,
): Readonly<{ weather: Weather; damage: Damage; calm: () => void }> {
  const damage: Damage = { dropped: 0, duplicated: 0, overtaken: 0, refused403: 0, failed502: 0, lost502: 0 }
  let over = false
  const count = <Fate>(what: keyof Damage, fate: Fate): Fate => {
    damage[what] += 1
    return fate
  }
  const isBlowing = (): boolean => Date.now() % 8_000 < 1_500
  const weather: Weather = {
    webhook: () => {
      const lot = over ? 1 : next()
      if (lot < 0.125) return count('dropped', { fate: 'drop' })
      if (lot < 0.25) return count('duplicated', { fate: 'duplicate' })
      if (lot < 0.5) return count('overtaken', { fate: 'overtaken', ms: next() * 3_000 })
      return undefined
    },
    request: ({ by }) => {
      if (over || by === 'user' || by === 'anonymous' || next() > (isBlowing() ? 0.25 : 0.01))
        return undefined
      const lot = next()
      if (lot < 0.4) return count('refused403', { status: 403, retryAfter: 1 })
      if (lot < 0.7) return count('failed502', { status: 502 })
      return count('lost502', { status: 502, afterwards: true })
    },
  }
  return { weather, damage, calm: () => void (over = true) }
}
