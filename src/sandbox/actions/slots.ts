export type Slots = Readonly<{
  /** Calls `start` with the slot's release once one is free; the answer withdraws a request that still waits. */
  request: (start: (release: () => void) => void) => () => void
}>

/** As many jobs at a time as the machine can take; the others wait in order. */
export function openSlots(count: number): Slots {
  let free = count
  const waiting: ((release: () => void) => void)[] = []
  const next = () => {
    const start = free > 0 ? waiting.shift() : undefined
    if (start === undefined) return
    free -= 1
    let released = false
    start(() => {
      if (released) return
      released = true
      free += 1
      next()
    })
  }
  return {
    request(start) {
      waiting.push(start)
      next()
      return () => {
        const at = waiting.indexOf(start)
        if (at >= 0) waiting.splice(at, 1)
      }
    },
  }
}
