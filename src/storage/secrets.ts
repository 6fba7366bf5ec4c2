import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { isMissing, type Cloud } from './cloud.ts'

/** What is in a container of Secrets Manager; undefined when nothing is in it yet, or what is there is not what is wanted. */
export async function loadSecret<T>(
  cloud: Cloud,
  secretId: string,
  parse: (value: unknown) => T | undefined,
): Promise<T | undefined> {
  try {
    const found = await cloud.secrets.send(new GetSecretValueCommand({ SecretId: secretId }))
    return parse(JSON.parse(found.SecretString ?? ''))
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined
    throw error
  }
}

export async function saveSecret(cloud: Cloud, secretId: string, value: object): Promise<void> {
  await cloud.secrets.send(
    new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(value) }),
  )
}
