import nodemailer from 'nodemailer'

type Mail = Readonly<{ id: string; to: readonly string[]; subject: string; text: string; html: string }>

/** Sends through the mail server of `smtpUrl` (`smtps://user:password@host:465`). `from`: one address, with or without a name. */
export function mailChannel({
  smtpUrl,
  from,
}: Readonly<{ smtpUrl: string; from: string }>): (mail: Mail) => Promise<void> {
  const transport = nodemailer.createTransport(smtpUrl, {
    from,
    // Nothing in a message may make this process read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'landlord.invalid'
  return async ({ id, to, subject, text, html }) => {
    await within(
      timeoutMs,
      transport.sendMail({
        ...{ subject, text, html, to: to.map((address) => ({ name: '', address })) },
        // The same for every try: a mailbox shows one of them.
        messageId: `<${id}@${domain}>`,
        // No holiday notice answers a machine.
        headers: { 'Auto-Submitted': 'auto-generated' },
      }),
    )
  }
}

/** A server that takes the connection and says nothing would hold a worker for ten minutes. */
const timeoutMs = 30_000

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The mail server did not answer within ${ms / 1000} s.`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
