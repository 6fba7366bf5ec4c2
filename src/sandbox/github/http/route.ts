import type { Access } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'
import type { GitHub } from '../github.ts'
import type { Repository } from '../memory/repository.ts'
import type { Answer } from './answer.ts'

/** One request, understood: who asks for what. */
export type Call = Readonly<{
  github: GitHub
  caller: Caller
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  /** As the caller wrote it, for Link headers. */
  url: URL
  accept: string
  /** The parsed JSON body; undefined without one. */
  body: unknown
}>

export type RepositoryCall = Call & Readonly<{ repository: Repository }>

/** `template` is written as in GitHub's OpenAPI description, so that both can be compared. */
export type Route = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  template: string
  access: Access
  answer: (call: Call) => Answer | Promise<Answer>
}>
