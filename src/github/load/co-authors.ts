/** E-mail addresses in the `Co-authored-by:` trailers of a commit message, lower case. */
export function coAuthorsOf(message: string): readonly string[] {
  const addresses = message.matchAll(/^co-authored-by:[^<\n]*<([^>\n]+)>\s*$/gim)
  return [...addresses].map(([, address = '']) => address.trim().toLowerCase())
}

/** `12345+ria@users.noreply.github.com` and the older `ria@users.noreply.github.com` name the account themselves. */
export function loginInAddress(address: string): string | undefined {
  return /^(?:\d+\+)?([a-z\d](?:[a-z\d-]*)(?:\[bot\])?)@users\.noreply\.github\.com$/i.exec(address)?.[1]
}
