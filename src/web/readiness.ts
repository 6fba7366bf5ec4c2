/** One thing that must hold before deliveries are sent here. `says` holds no host, name or password: anybody may read it. */
export type ReadinessCheck = Readonly<{ name: string; ok: boolean; says: string }>

type Migrated = Readonly<{ applied: number; known: number; readOnly: boolean }>

export type ReadinessIO = Readonly<{
  /** Rejects when the database does not answer. */
  migrated: () => Promise<Migrated>
  /** Rejects when the queue's tables cannot be read. */
  backlog: () => Promise<unknown>
  /** Signs something with the key of the audit chain; throws when it cannot. */
  sign: () => unknown
  /** The process has been asked to end. */
  isClosing: () => boolean
}>

/** A probe of a balancer waits for seconds, not for a database that never answers. */
const patienceMs = 3_000

/**
 * Whether this process can take deliveries and work on them. A long queue is no reason against it: what comes is kept,
 * and an alert tells of the queue.
 */
export async function checkReadiness(
  io: ReadinessIO,
  patience = patienceMs,
): Promise<readonly ReadinessCheck[]> {
  const [migrated, queue] = await Promise.all([within(patience, io.migrated), within(patience, io.backlog)])
  return [
    judgeProcess(io.isClosing()),
    judgeDatabase(migrated),
    judgeMigrations(migrated),
    'failed' in queue
      ? { name: 'queue', ok: false, says: `the queue’s tables: the database ${queue.failed}` }
      : { name: 'queue', ok: true, says: 'the queue answers' },
    judgeKey(io.sign),
  ]
}

const judgeProcess = (closing: boolean): ReadinessCheck =>
  closing
    ? { name: 'process', ok: false, says: 'this process is ending' }
    : { name: 'process', ok: true, says: 'this process serves' }

/** Where nothing can be kept no delivery should come. */
function judgeDatabase(answer: Outcome<Migrated>): ReadinessCheck {
  const name = 'database'
  if ('failed' in answer) return { name, ok: false, says: `the database ${answer.failed}` }
  return answer.value.readOnly
    ? { name, ok: false, says: 'the database is read-only' }
    : { name, ok: true, says: 'the database answers' }
}

function judgeMigrations(answer: Outcome<Migrated>): ReadinessCheck {
  const name = 'migrations'
  if ('failed' in answer) return { name, ok: false, says: 'unknown, since the database cannot be asked' }
  const { applied, known } = answer.value
  if (applied === known) return { name, ok: true, says: `all ${known} are applied` }
  return applied < known
    ? {
        name,
        ok: false,
        says: `${applied} of ${known} are applied: start this version again, it applies them`,
      }
    : {
        name,
        ok: false,
        says: `${applied} are applied, this version knows ${known}: a newer Landlord was here`,
      }
}

function judgeKey(sign: () => unknown): ReadinessCheck {
  const name = 'signing key'
  try {
    sign()
    return { name, ok: true, says: 'it signs' }
  } catch {
    return { name, ok: false, says: 'it does not sign: look at PRIVATE_KEY' }
  }
}

type Outcome<Value> = Readonly<{ value: Value }> | Readonly<{ failed: string }>

async function within<Value>(ms: number, ask: () => Promise<Value>): Promise<Outcome<Value>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Outcome<Value>>((resolve) => {
    timer = setTimeout(() => resolve({ failed: `did not answer within ${ms / 1000} s` }), ms)
  })
  const answer = ask().then(
    (value): Outcome<Value> => ({ value }),
    (error: unknown): Outcome<Value> => ({ failed: `cannot be asked (${codeOf(error)})` }),
  )
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** A code of Node.js or PostgreSQL says enough; a message could name hosts and roles. */
const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'see the log'
