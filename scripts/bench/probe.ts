/**
 * Loaded ahead of a server that is measured (`node --import`): says over its channel what a stretch of time cost that
 * process. The server itself knows nothing of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds: of processor time, and by how much the event loop came late. */
export type Cost = Readonly<{ cpu: number; delayP50: number; delayP99: number; delayMost: number }>

const delay = monitorEventLoopDelay({ resolution: 1 })
let before = process.cpuUsage()

process.on('message', (word) => {
  if (word === 'begin') {
    delay.reset()
    delay.enable()
    before = process.cpuUsage()
  }
  if (word === 'cost') {
    delay.disable()
    const { user, system } = process.cpuUsage(before)
    process.send?.({ cost: costOf((user + system) / 1_000) })
  }
})

const costOf = (cpu: number): Cost => ({
  cpu,
  delayP50: delay.percentile(50) / 1e6,
  delayP99: delay.percentile(99) / 1e6,
  delayMost: delay.max / 1e6,
})
