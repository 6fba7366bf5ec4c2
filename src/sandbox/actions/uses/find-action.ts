import type { Action } from './action.ts'
import { checkout } from './checkout.ts'
import { configureAwsCredentials } from './configure-aws-credentials.ts'
import { downloadArtifact } from './download-artifact.ts'
import { setupNode } from './setup-node.ts'
import { setupTerraform } from './setup-terraform.ts'
import { uploadArtifact } from './upload-artifact.ts'

/** Actions that the runner has built in, since nothing is downloaded from anywhere. */
const builtIn: Readonly<Record<string, Action>> = {
  'actions/checkout': checkout,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'hashicorp/setup-terraform': setupTerraform,
  'aws-actions/configure-aws-credentials': configureAwsCredentials,
}

/** The built-in action for a `uses:`, with its inputs checked. Throws when there is none. */
export function findAction(uses: string, inputs: Readonly<Record<string, string>>): Action['run'] {
  const name = uses.split('@')[0]?.toLowerCase() ?? ''
  const action = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined
  if (action === undefined)
    throw new Error(`The sandbox's runner cannot run ${uses}. It knows: ${Object.keys(builtIn).join(', ')}.`)
  const known = [...action.inputs, ...action.ignored]
  const unknown = Object.keys(inputs).filter((input) => !known.includes(input))
  if (unknown.length > 0)
    throw new Error(
      `The sandbox's ${name} does not support the input ${unknown.join(', ')}. It knows: ${known.join(', ')}.`,
    )
  return async (io) => {
    const aside = Object.keys(inputs).filter((input) => action.ignored.includes(input))
    if (aside.length > 0) io.output.line(`Without effect in the sandbox: ${aside.join(', ')}`)
    await action.run(io)
  }
}
