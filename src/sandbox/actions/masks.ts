export type Masks = Readonly<{
  add: (secret: string) => void
  hide: (text: string) => string
  /** Whether a text holds a secret. */
  knows: (text: string) => boolean
}>

/** Replaces secrets by `***`, also line by line and in the encodings in which they usually leak. */
export function openMasks(secrets: readonly string[]): Masks {
  let known: readonly string[] = []
  const masks: Masks = {
    add(secret) {
      const forms = new Set(known)
      for (const line of [secret, ...secret.split(/\r?\n/)])
        if (line.trim() !== '') for (const form of encodings(line)) forms.add(form)
      // The longest first, so that a secret inside another does not leave its rest behind.
      known = [...forms].sort((a, b) => b.length - a.length)
    },
    hide: (text) => known.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text),
    knows: (text) => known.some((secret) => text.includes(secret)),
  }
  for (const secret of secrets) masks.add(secret)
  return masks
}

function encodings(secret: string): readonly string[] {
  const forms = [secret]
  // Of a short secret the encoded forms are too common to hide.
  if (secret.length >= 6)
    forms.push(
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.toWellFormed()),
    )
  return forms
}
