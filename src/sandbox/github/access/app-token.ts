import { verify } from 'node:crypto'
import type { GitHub } from '../github.ts'
import { Refusal } from '../http/refusal.ts'
import type { App } from '../memory/app.ts'

/** GitHub allows at most ten minutes, and a clock that is a minute off. */
const longest = 600
const drift = 60

/** Checks the JWT that an App signed with its private key (RS256) and says which App it is. */
export function readAppToken(github: GitHub, token: string): App {
  const [head = '', claims = '', signature = ''] = token.split('.')
  const { alg } = parse(head)
  const { iss, iat, exp } = parse(claims)
  const app = github.memory.apps.get(Number(iss))
  if (!app) throw new Refusal(401, 'Integration not found')
  const signed = Buffer.from(`${head}.${claims}`)
  if (alg !== 'RS256' || !verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url'))) {
    throw new Refusal(401, 'A JSON web token could not be decoded')
  }
  const now = github.now().getTime() / 1000
  if (typeof exp !== 'number' || exp <= now) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  }
  if (exp > now + longest + drift) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
  }
  if (typeof iat !== 'number' || iat > now + drift) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    )
  }
  return app
}

function parse(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
  } catch {
    throw new Refusal(401, 'A JSON web token could not be decoded')
  }
}
