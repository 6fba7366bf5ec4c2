/** What git says of SHAs never changes, so the last few hundred answers are kept. A failure is asked again. */
export function remembering<T>(
  ask: (folder: string, ...names: readonly string[]) => Promise<T>,
): (folder: string, ...names: readonly string[]) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return (folder, ...names) => {
    const key = [folder, ...names].join('\0')
    const known = answers.get(key)
    if (known) return known
    if (answers.size >= most) answers.clear()
    const answer = ask(folder, ...names)
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }
}

const most = 500
