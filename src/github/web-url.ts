/** Where GitHub's pages are, from where its API is: github.com, a tenant of ghe.com, or an Enterprise Server. */
export function webUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl)
  const pages = /^api\.(github\.com|[^.]+\.ghe\.com)$/.exec(host)?.[1] ?? host
  return `${protocol}//${pages}`
}
