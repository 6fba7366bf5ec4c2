import { judgeProbes, type Check, type Probe } from './judgement.ts'

/** What one attempt in the tenant's own session came to. */
export type Attempt =
  | Readonly<{ result: 'allowed'; rows: number }>
  /** Refused for want of a right (SQLSTATE 42501). */
  | Readonly<{ result: 'refused' }>
  /** It failed for another reason, which proves nothing. */
  | Readonly<{ result: 'broken'; why: string }>

/** What one part of the platform showed: database, vectors or cache. */
export type IsolationSeen = Readonly<{
  /** Each attempt stands beside its positive control: the same thing done where it must work. */
  attempts: readonly Readonly<{
    name: IsolationProbe
    control: Attempt
    attempt: Attempt
  }>[]
  /** What must hold of the objects themselves, seen by the operator. */
  structure: readonly Readonly<{ expects: string; holds: boolean }>[]
}>

export type TenantIsolation = IsolationSeen &
  Readonly<{
    /** Parts that are not here, in a sentence each: nothing of them was tried. */
    notHere?: readonly string[]
  }>

/** One picture of several parts. */
export const joinSeen = (parts: readonly IsolationSeen[]): IsolationSeen => ({
  attempts: parts.flatMap(({ attempts }) => attempts),
  structure: parts.flatMap(({ structure }) => structure),
})

const isolationProbes = {
  'foreign-rows': {
    control: 'The tenant sees its own canary row.',
    attempt: "Another tenant's canary row in the same table is invisible.",
  },
  'foreign-update': {
    control: 'The tenant can change its own canary row.',
    attempt: "Changing another tenant's canary row touches no row.",
  },
  'spoofed-tenant': {
    control: 'The tenant can insert a row of its own.',
    attempt: "Inserting a row under another tenant's id is refused.",
  },
  'set-role': {
    control: 'The session can set its own role.',
    attempt: "Taking on the operator's role is refused.",
  },
  'row-security-off': {
    control: 'The query runs with row security on.',
    attempt: 'The same query with row_security = off is refused.',
  },
  'disable-policy': {
    control: 'The session reaches the table at all.',
    attempt: 'Disabling row-level security is refused.',
  },
  'search-path': {
    control: 'With the probe schema as its search_path the operator finds the canary table by its bare name.',
    attempt: 'With the same search_path the tenant finds nothing.',
  },
  'search-path-shadow': {
    control: 'The operator can create a function in a schema of its own.',
    attempt: "Creating a function where everybody's search_path leads is refused to the tenant.",
  },
  'other-schema': {
    control: 'The operator can read the probe schema.',
    attempt: 'The tenant is refused there.',
  },
  'other-machine': {
    control: 'Its login opens the instance of its own.',
    attempt: 'The same login is refused by the PostgreSQL that other tenants share.',
  },
  'foreign-vectors': {
    control: "A vector search finds the tenant's own canary.",
    attempt: "The same search does not find another tenant's canary with the same vector.",
  },
  'spoofed-vector': {
    control: 'The tenant can insert a vector of its own.',
    attempt: "Inserting a vector under another tenant's id is refused.",
  },
  'foreign-namespace-read': {
    control: "The operator finds another tenant's canary in that tenant's namespace of vectors.",
    attempt: "Searching another tenant's namespace is refused.",
  },
  'foreign-namespace-write': {
    control: 'The tenant can insert a vector into its own namespace.',
    attempt: "Inserting one into another tenant's namespace is refused.",
  },
  'namespace-listing': {
    control: "The operator sees another tenant's namespace among all.",
    attempt: 'The tenant sees no namespace but its own.',
  },
  'namespace-making': {
    control: 'The tenant reaches the store of vectors at all.',
    attempt: 'Making a namespace there is refused.',
  },
  'without-a-key': {
    control: 'With its key the tenant searches its vectors.',
    attempt: 'Without a key, and with one that nobody signed, that is refused.',
  },
  'foreign-cache-read': {
    control: 'The tenant reads its own canary in the cache.',
    attempt: "Reading another tenant's canary in the cache is refused.",
  },
  'foreign-cache-write': {
    control: 'The tenant writes under its own prefix in the cache.',
    attempt: "Writing under another tenant's prefix is refused.",
  },
  'cache-listing': {
    control: "The operator sees both canaries among the cache's keys.",
    attempt: 'Listing keys (SCAN, KEYS, RANDOMKEY) is refused to the tenant.',
  },
  'foreign-channel': {
    control: 'The tenant publishes on a channel of its own.',
    attempt: "Publishing on another tenant's channel is refused.",
  },
  'cache-admin': {
    control: "The operator can read the cache's users.",
    attempt: 'Reading or changing users and configuration of the cache is refused to the tenant.',
  },
} as const
type IsolationProbe = keyof typeof isolationProbes

/** Those that must come back empty rather than be refused: a policy hides rows, it does not complain. */
const hidden: readonly IsolationProbe[] = [
  'foreign-rows',
  'foreign-update',
  'foreign-vectors',
  'namespace-listing',
  'search-path',
]

export const tenantIsolation: Check<TenantIsolation> = {
  name: 'tenant-isolation',
  expects: "In the tenant's own session nothing of another tenant can be seen, written or reached.",
  judge: ({ attempts, structure, notHere = [] }) => {
    if (attempts.length === 0) return { outcome: 'error', evidence: ['Nothing was tried.'] }
    const tried = attempts.flatMap(({ name, control, attempt }): readonly Probe[] => [
      { says: withReason(isolationProbes[name].control, control), holds: worked(control) },
      { says: withReason(isolationProbes[name].attempt, attempt), holds: kept(name, attempt) },
    ])
    const judged = judgeProbes([
      ...tried,
      ...structure.map(({ expects, holds }) => ({ says: expects, holds })),
    ])
    if (judged.outcome !== 'pass') return judged
    // All in order: the attempts are what a reader wants to see, the rest is a count.
    return {
      outcome: 'pass',
      evidence: [
        ...attempts.map(({ name }) => isolationProbes[name].attempt),
        `Each beside a positive control that worked; ${structure.length} expectations of the objects hold.`,
        ...notHere,
      ],
    }
  },
}

const worked = (control: Attempt): boolean => control.result === 'allowed' && control.rows > 0

function kept(name: IsolationProbe, attempt: Attempt): boolean {
  return hidden.includes(name)
    ? attempt.result === 'allowed' && attempt.rows === 0
    : attempt.result === 'refused'
}

const withReason = (sentence: string, attempt: Attempt): string =>
  attempt.result === 'broken' ? `${sentence} (${attempt.why})` : sentence
