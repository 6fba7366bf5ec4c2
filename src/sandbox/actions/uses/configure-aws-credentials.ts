import type { Action } from './action.ts'

/**
 * `aws-actions/configure-aws-credentials`: the keys of the sandbox's AWS emulator. No role is assumed; but the
 * permission that GitHub would want for it is asked for, so that a workflow that works here works there.
 */
export const configureAwsCredentials: Action = {
  inputs: ['aws-region', 'role-to-assume'],
  ignored: [
    'role-session-name',
    'role-duration-seconds',
    'audience',
    'mask-aws-account-id',
    'unset-current-credentials',
    'retry-max-attempts',
    'allowed-account-ids',
    'output-credentials',
  ],
  run({ inputs, desk, scene, output }) {
    const region = inputs['aws-region']
    if (region === undefined || region === '') throw new Error('The input aws-region is required.')
    const permissions = scene.permissions ?? {}
    if (inputs['role-to-assume'] !== undefined && (permissions['id-token'] ?? permissions.all) !== 'write')
      throw new Error(
        'To assume a role the job needs `permissions: id-token: write`; on GitHub it would fail here.',
      )
    const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key } = scene.env
    if (endpoint === undefined || id === undefined || key === undefined)
      throw new Error('The sandbox has no AWS on this machine, so there are no credentials to give.')
    scene.masks.add(key)
    Object.assign(desk.env, {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: key,
    })
    output.line(
      `Credentials of the sandbox's AWS emulator at ${endpoint}, region ${region}. No role is assumed.`,
    )
    return Promise.resolve()
  },
}
