import { UserError } from '../tenant/user-error.ts'

export const noFolder = (dir: string): UserError =>
  new UserError(`There is no folder ${dir}.`, { fix: 'Name the folder of an estate with --repo DIR.' })
