import { alsoAbout } from '../log/about.ts'
import { isOpen, type Operation } from '../provisioning/operation.ts'
import type { Registry } from '../registry/registry.ts'
import type { Figures } from '../telemetry/figures.ts'
import { tellPast } from '../telemetry/trace.ts'

/** The registry, with what operations go through told to log, figures and traces: once each, by whoever saved it. */
export function watchRegistry(registry: Registry, figures: Pick<Figures, 'phaseLeft'>): Registry {
  return {
    ...registry,
    operation: async (id) => {
      const operation = await registry.operation(id)
      if (operation !== undefined) alsoAbout({ tenant: operation.tenant, sha: operation.sha })
      return operation
    },
    saveTransition: async (from, to, source, lease) => {
      const saved = await registry.saveTransition(from, to, source, lease)
      if (saved) tell(from, to, figures)
      return saved
    },
  }
}

/** A transition may pass through several states at once: each of them but the last was left. */
function tell(from: Operation, to: Operation, { phaseLeft }: Pick<Figures, 'phaseLeft'>): void {
  const passed = to.history.slice(Math.max(0, from.history.length - 1))
  const whole = `operation ${to.id}` as const
  const attributes = {
    'landlord.operation': to.id,
    'landlord.tenant': to.tenant,
    'landlord.kind': to.kind,
    'landlord.attempt': to.attempt,
    'cicd.pipeline.run.url.full': to.runUrl,
  }
  passed.slice(0, -1).forEach(({ state, at }, index) => {
    const left = passed[index + 1]?.at ?? at
    phaseLeft(state, Math.max(0, (Date.parse(left) - Date.parse(at)) / 1000))
    tellPast({ name: state, attributes, of: whole }, at, left)
  })
  const [first] = to.history
  if (isOpen(from) && !isOpen(to) && first !== undefined)
    tellPast({ name: `operation ${to.kind}`, attributes, of: whole, root: true }, first.at, to.since)
}
