import { roles, type Role } from '../memory/account.ts'

/** `contents:read`: what an App's token must be allowed to do. */
export type Permission = `${string}:${'read' | 'write'}`

/** Who may use a route. */
export type Access =
  | Readonly<{ kind: 'anyone' }>
  | Readonly<{ kind: 'signed-in' }>
  | Readonly<{ kind: 'app' }>
  | Readonly<{ kind: 'granted'; permissions: readonly Permission[]; role: Role }>

export const anyone: Access = { kind: 'anyone' }
export const signedIn: Access = { kind: 'signed-in' }
export const appOnly: Access = { kind: 'app' }

/** An App needs any one of the permissions; a person needs the role (default: what the permission says). */
export function granted(permissions: Permission | readonly Permission[], role?: Role): Access {
  const list = typeof permissions === 'string' ? [permissions] : permissions
  return {
    kind: 'granted',
    permissions: list,
    role: role ?? (list[0]?.endsWith(':write') ? 'write' : 'read'),
  }
}

export const isAtLeast = (role: Role, wanted: Role) => roles.indexOf(role) >= roles.indexOf(wanted)

export function isGranted(permissions: Readonly<Record<string, string>>, permission: Permission): boolean {
  const [name = '', level = ''] = permission.split(':')
  const has = name === 'metadata' ? 'read' : permissions[name]
  return has !== undefined && (level === 'read' || has !== 'read')
}
