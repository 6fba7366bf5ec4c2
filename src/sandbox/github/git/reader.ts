import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import type { Socket } from 'node:net'
import { gitEnvironment } from './git.ts'

export type GitObject = Readonly<{ sha: string; type: string; content: Buffer }>

/**
 * One `git cat-file --batch-command` for each repository answers every question about single objects, since
 * starting a process costs a hundred times what reading an object does. Answers come in the order of questions.
 */
type Reader = Readonly<{ child: ChildProcessWithoutNullStreams; questions: Question[] }>
type Question = Readonly<{ withContent: boolean; answer: (object: GitObject | null) => void }>

const readers = new Map<string, Reader>()

/** The object that a name (`sha`, `refs/heads/main`, `sha:path`, `sha^{tree}`) stands for, with its content. */
export const readObject = (folder: string, name: string) => ask(folder, 'contents', name)

/** The same without reading it; `content` is empty. */
export const lookUp = (folder: string, name: string) => ask(folder, 'info', name)

/** Ends the process of a repository. */
export function endReader(folder: string): void {
  readers.get(folder)?.child.stdin.end()
  readers.delete(folder)
}

function ask(folder: string, what: 'contents' | 'info', name: string): Promise<GitObject | null> {
  if (name === '' || /[\n\0]/.test(name)) return Promise.resolve(null)
  const reader = readers.get(folder) ?? start(folder)
  return new Promise((answer) => {
    reader.questions.push({ withContent: what === 'contents', answer })
    reader.child.stdin.write(`${what} ${name}\n`)
  })
}

function start(folder: string): Reader {
  const format = '%(objectname) %(objecttype) %(objectsize)'
  const child = spawn('git', ['cat-file', `--batch-command=${format}`], { cwd: folder, env: gitEnvironment })
  const reader: Reader = { child, questions: [] }
  let unread: Buffer = Buffer.alloc(0)
  // Whoever asks keeps this process alive; a reader that is asked after the last must not.
  child.unref()
  for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as Socket).unref()
  child.stderr.resume()
  child.stdin.on('error', () => undefined)
  child.on('error', () => undefined)
  child.stdout.on('data', (chunk: Buffer) => {
    unread = answerAll(reader, unread.length === 0 ? chunk : Buffer.concat([unread, chunk]))
  })
  child.on('close', () => {
    if (readers.get(folder) === reader) readers.delete(folder)
    for (const { answer } of reader.questions.splice(0)) answer(null)
  })
  readers.set(folder, reader)
  return reader
}

/** Takes whole answers off the front; what is left waits for the rest of it. */
function answerAll({ questions }: Reader, output: Buffer): Buffer {
  let at = 0
  for (let question = questions[0]; question; question = questions[0]) {
    const lineEnd = output.indexOf(10, at)
    if (lineEnd < 0) break
    const [, sha, type, size] =
      /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(output.toString('utf8', at, lineEnd)) ?? []
    const length = question.withContent && size !== undefined ? Number(size) + 1 : 0
    if (output.length < lineEnd + 1 + length) break
    const content = output.subarray(lineEnd + 1, lineEnd + Math.max(1, length))
    questions.shift()
    question.answer(sha && type ? { sha, type, content: Buffer.from(content) } : null)
    at = lineEnd + 1 + length
  }
  return output.subarray(at)
}
