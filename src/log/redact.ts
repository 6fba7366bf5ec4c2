/** Tells a text without what must not be read by whoever reads the log. */
export type Redact = (text: string) => string

const gone = '[secret]'

/**
 * What a secret looks like, wherever it stands in a line of JSON: GitHub's tokens (github.blog, "Behind GitHub's new
 * authentication token formats"), JSON Web Tokens, PEM keys, passwords in addresses, authorisation headers, and
 * the access keys of AWS.
 */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?=")|$)/g, gone],
  [/\b(?:gh[pousr]_[A-Za-z0-9_.-]{16,}|github_pat_[A-Za-z0-9_]{20,})/g, gone],
  [/\bv1\.[0-9a-f]{40}\b/g, gone],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, gone],
  [/\b(Bearer|token|Basic) +[A-Za-z0-9._~+/=-]{16,}/gi, `$1 ${gone}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, `$1:${gone}@`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, gone],
  [
    /("(?:authorization|password|secret|token|private_?key|client_?secret|webhook_?secret|cookie|x-hub-signature(?:-256)?)":\s*)"(?:[^"\\]|\\.)*"/gi,
    `$1"${gone}"`,
  ],
]

/** Also takes out the very secrets of this process, in whatever words they turn up. */
export function redacting(secrets: readonly string[]): Redact {
  const own = secrets
    .filter((secret) => secret.length >= shortest)
    // As they stand in JSON, where a newline is written as \n.
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .toSorted((one, other) => other.length - one.length)
  return (text) =>
    shapes.reduce(
      (left, [shape, instead]) => left.replaceAll(shape, instead),
      own.reduce((left, secret) => left.replaceAll(secret, gone), text),
    )
}

/** A secret of a few letters is part of ordinary words. */
const shortest = 6
