import { AsyncLocalStorage } from 'node:async_hooks'

/** What is being worked on, for every line of the log that is written meanwhile, whoever writes it. */
export type About = Readonly<Record<string, string | number | undefined>>

const storage = new AsyncLocalStorage<{ fields: About }>()

export const about = <Result>(fields: About, work: () => Result): Result => storage.run({ fields }, work)

/** Adds what has become known meanwhile. */
export function alsoAbout(fields: About): void {
  const here = storage.getStore()
  if (here !== undefined) here.fields = { ...here.fields, ...fields }
}

export const aboutHere = (): About => storage.getStore()?.fields ?? {}
