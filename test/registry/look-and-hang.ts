/** A process that takes a look and never ends it: killed by whoever started it. */
import { openRegistry } from '../../src/registry/registry.ts'

const [url = '', name = ''] = process.argv.slice(2)
const registry = await openRegistry(url)
process.send?.(await registry.takeLook([name], 60))
setInterval(() => undefined, 1_000)
