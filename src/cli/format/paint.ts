import colors from 'picocolors'
import { wantsColour } from './colour.ts'

/** How words are coloured; `plain` leaves them as they are. */
export type Paint = ReturnType<typeof colors.createColors>

export const plain: Paint = colors.createColors(false)

/** For stdout of this process: colours on a terminal, plain text in files and pipes. */
export const paintStdout = (): Paint =>
  colors.createColors(wantsColour(process.env, process.argv.slice(2), process.stdout.isTTY))

/** The same for stderr. */
export const paintStderr = (): Paint =>
  colors.createColors(wantsColour(process.env, process.argv.slice(2), process.stderr.isTTY))
