import { createHash } from 'node:crypto'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { withCache } from '../src/cache/connect.ts'

/**
 * Those calls of ElastiCache's API that Landlord and Terraform make and moto lacks, before a moto that answers all others.
 * Whoever is in the user group is a user of a real Redis, with the very access string that AWS would be given. It has
 * what AWS says of itself: changes take a while, `on` or `off` stands in the string, no word of it may be a password or
 * `reset`. It is no proof that AWS takes the calls.
 */
export type ElastiCache = Readonly<{
  endpoint: string
  users: ReadonlyMap<string, User>
  close: () => Promise<void>
}>

type User = Readonly<{ name: string; access: string; passwords: readonly string[]; grouped: boolean }>

export async function startElastiCache(behind: string, redis: string, group: string): Promise<ElastiCache> {
  const users = new Map<string, User>()
  let changing = 0

  const mirror = async (id: string, user: User | undefined): Promise<void> => {
    changing = 1
    await withCache({ url: redis }, async (send) => {
      const name = users.get(id)?.name ?? ''
      if (!user?.grouped) await send('ACL', 'DELUSER', name)
      else {
        const hashes = user.passwords.map((word) => `#${createHash('sha256').update(word).digest('hex')}`)
        await send('ACL', 'SETUSER', user.name, 'reset', ...user.access.split(' '), ...hashes)
      }
      await send('ACL', 'SAVE')
    })
    if (user === undefined) users.delete(id)
    else users.set(id, user)
  }

  /** Undefined: moto's to answer. */
  const answer = async (form: URLSearchParams): Promise<string | undefined> => {
    const id = form.get('UserId') ?? ''
    const given = (name: string): string | undefined => form.get(name) ?? undefined
    const passwords = [...form].flatMap(([name, value]) =>
      name.startsWith('AuthenticationMode.Passwords.') ? [value] : [],
    )
    const user = users.get(id)
    switch (form.get('Action')) {
      case 'CreateUser': {
        const access = sound(given('AccessString') ?? '')
        users.set(id, { name: given('UserName') ?? '', access, passwords, grouped: false })
        return undefined
      }
      case 'DeleteUser':
        await mirror(id, undefined)
        return undefined
      case 'ModifyUser':
        if (user === undefined) return undefined
        await mirror(id, {
          ...user,
          access: sound(given('AccessString') ?? user.access),
          passwords: passwords.length > 0 ? passwords : user.passwords,
        })
        return `<ModifyUserResult>${userXml(id, users.get(id), 'modifying')}</ModifyUserResult>`
      case 'DescribeUsers':
        if (user === undefined) return undefined
        return `<DescribeUsersResult><Users><member>${userXml(id, user, changing-- > 0 ? 'modifying' : 'active')}</member></Users></DescribeUsersResult>`
      case 'ModifyUserGroup': {
        for (const [name, member] of form) {
          const changed = users.get(member)
          if (changed !== undefined && name.startsWith('UserIdsToAdd.'))
            await mirror(member, { ...changed, grouped: true })
          if (changed !== undefined && name.startsWith('UserIdsToRemove.'))
            await mirror(member, { ...changed, grouped: false })
        }
        return `<ModifyUserGroupResult>${groupXml(group, users)}</ModifyUserGroupResult>`
      }
      case 'DescribeUserGroups':
        return `<DescribeUserGroupsResult><UserGroups><member>${groupXml(group, users)}</member></UserGroups></DescribeUserGroupsResult>`
      default:
        return undefined
    }
  }

  const server = createServer((asked, reply) => {
    void bodyOf(asked).then(async (body) => {
      const isHere = (asked.headers.authorization ?? '').includes('/elasticache/aws4_request')
      const form = new URLSearchParams(isHere ? body.toString() : '')
      const said = isHere ? await answer(form).catch(refusal) : undefined
      if (said !== undefined) {
        const action = form.get('Action') ?? ''
        const isError = said.startsWith('<Error>')
        const tag = isError ? 'ErrorResponse' : `${action}Response`
        reply.writeHead(isError ? 400 : 200, { 'content-type': 'text/xml' })
        reply.end(`<${tag} xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/">${said}</${tag}>`)
        return
      }
      const { hostname, port } = new URL(behind)
      const { method, url: path, headers } = asked
      const onward = request({ hostname, port, method, path, headers }, (answered) => {
        reply.writeHead(answered.statusCode ?? 500, answered.headers)
        answered.pipe(reply)
      })
      onward.on('error', () => reply.destroy())
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    users,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What AWS refuses in an access string, as its guide to RBAC has it. */
function sound(access: string): string {
  const words = access.split(' ')
  const odd = words.find((word) => /^(reset|nopass|resetpass|[><#!].*)$/.test(word))
  if (odd !== undefined || !words.some((word) => word === 'on' || word === 'off'))
    throw new Error(`Access String contains invalid permissions: ${odd ?? 'neither on nor off'}`)
  return access
}

const refusal = (error: unknown): string =>
  `<Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>${String(error)}</Message></Error>`

const arnOf = (kind: string, id: string): string => `arn:aws:elasticache:eu-west-1:123456789012:${kind}:${id}`

function userXml(id: string, user: User | undefined, status: string): string {
  const access = (user?.access ?? '').replaceAll('&', '&amp;')
  const authentication = `<Authentication><Type>password</Type><PasswordCount>${user?.passwords.length ?? 0}</PasswordCount></Authentication>`
  return `<UserId>${id}</UserId><UserName>${user?.name ?? ''}</UserName><Status>${status}</Status><Engine>redis</Engine><MinimumEngineVersion>6.0</MinimumEngineVersion><AccessString>${access}</AccessString><ARN>${arnOf('user', id)}</ARN>${authentication}`
}

function groupXml(group: string, users: ReadonlyMap<string, User>): string {
  const members = [...users].flatMap(([id, { grouped }]) => (grouped ? [`<member>${id}</member>`] : []))
  return `<UserGroupId>${group}</UserGroupId><Status>active</Status><Engine>redis</Engine><UserIds><member>default</member>${members.join('')}</UserIds><ARN>${arnOf('usergroup', group)}</ARN>`
}

async function bodyOf(asked: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of asked) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
