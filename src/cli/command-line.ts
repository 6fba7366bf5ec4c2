import { applyColour, wantsColour } from './format/colour.ts'
import { explainError } from './explain-error.ts'
import { landlordProgram } from './program.ts'
import { landlordVersion } from '../estate/version.ts'

applyColour(process.env, wantsColour(process.env, process.argv.slice(2), process.stdout.isTTY))

// Whoever reads us may stop reading (`landlord check | head`): the work goes on, and its exit code holds.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
  })

process.on('uncaughtException', (error) => {
  explain(error)
  process.exit(2)
})

try {
  await landlordProgram().parseAsync()
} catch (error) {
  explain(error)
}

function explain(error: unknown): void {
  const { words, code } = explainError(error, {
    version: landlordVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    debug: (process.env.LANDLORD_DEBUG ?? '') !== '' && process.env.LANDLORD_DEBUG !== '0',
  })
  process.stderr.write(words)
  process.exitCode = code
}
