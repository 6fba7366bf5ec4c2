import { randomUUID } from 'node:crypto'

/** Files behind addresses that need no token and soon stop working, as GitHub gives for artifacts and logs. */
export type Storage = Readonly<{
  /** Returns the path of the file's address. */
  offer: (file: StoredFile) => string
  take: (path: string) => StoredFile | undefined
}>

type StoredFile = Readonly<{ bytes: Uint8Array; type: string; name: string }>

const lifetime = 60_000

export function newStorage(now: () => Date): Storage {
  const offered = new Map<string, StoredFile & { until: number }>()
  return {
    offer: (file) => {
      const path = `/storage/${randomUUID()}`
      const moment = now().getTime()
      for (const [old, { until }] of offered) if (until < moment) offered.delete(old)
      offered.set(path, { ...file, until: moment + lifetime })
      return path
    },
    take: (path) => {
      const file = offered.get(path)
      return file && file.until >= now().getTime() ? file : undefined
    },
  }
}
