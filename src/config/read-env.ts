import { readFileSync } from 'node:fs'

export type Env = Readonly<Record<string, string | undefined>>

/** A variable set to nothing is a variable not set: that is how Compose and .env files unset one. */
export const given = (env: Env, name: string): string | undefined =>
  env[name] === '' ? undefined : env[name]

/** The variable itself, or else what stands in the file that the other one names, without the newline at its end. */
export function secret(
  env: Env,
  name: string,
  problems: string[],
  fileName = `${name}_FILE`,
): string | undefined {
  const value = given(env, name)
  const path = given(env, fileName)
  if (value !== undefined || path === undefined) return value
  const text = readSecret(fileName, path, problems)?.trim()
  if (text === '') problems.push(`${fileName} ${path} is empty.`)
  return text === '' ? undefined : text
}

function readSecret(name: string, path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    problems.push(
      `${name} ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    )
    return undefined
  }
}

export function port(env: Env, name: string, preset: number | undefined, problems: string[]): number {
  const number = wholeNumber(env, name, preset, problems)
  if (number > 65_535) problems.push(`${name} is ${number}; ports end at 65535.`)
  return number
}

export function wholeNumber(env: Env, name: string, preset: number | undefined, problems: string[]): number {
  const value = env[name]
  if (!value && preset !== undefined) return preset
  if (value && /^\d{1,9}$/.test(value)) return Number(value)
  problems.push(value ? `${name} is "${value}", not a whole number.` : `${name} is not set.`)
  return 0
}

export function url(env: Env, name: string, preset: string, problems: string[]): string {
  const value = given(env, name) ?? preset
  if (URL.canParse(value) && /^https?:/.test(value)) return value.replace(/\/+$/, '')
  // A password may stand in it.
  const shown = value.includes('@') ? '' : ` "${value}",`
  problems.push(`${name} is${shown} not an http(s) address.`)
  return preset
}
