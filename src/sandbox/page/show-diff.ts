import type { Annotation, ChangedFile } from './answers.ts'
import { html, type Html } from './html.ts'

/** One file's changes, line by line, with each annotation under the line that it speaks of. */
export function showDiff(file: ChangedFile, annotations: readonly Annotation[]): Html {
  const own = annotations.filter(({ path }) => path === file.filename)
  const shown = new Set<Annotation>()
  const lines = parsePatch(file.patch ?? '').map((line) => {
    const here = line.after === undefined ? [] : own.filter(({ end_line }) => end_line === line.after)
    here.forEach((annotation) => shown.add(annotation))
    return html`<tr class="${line.kind}">
        <td class="no">${line.before}</td>
        <td class="no">${line.after}</td>
        <td class="text">${line.text}</td>
      </tr>
      ${here.map(annotationRow)}`
  })
  const elsewhere = own.filter((annotation) => !shown.has(annotation))
  return html`<section class="card diff">
    <header>
      <strong class="mono">${file.filename}</strong>
      <span class="count"><ins>+${file.additions}</ins> <del>−${file.deletions}</del></span>
    </header>
    <div class="wide">
      <table>
        <tbody>
          ${elsewhere.map(annotationRow)}
          ${
            lines.length > 0
              ? lines
              : html`<tr>
                  <td class="none">No text to show: ${file.status}.</td>
                </tr>`
          }
        </tbody>
      </table>
    </div>
  </section>`
}

function annotationRow({ annotation_level: level, title, message, start_line }: Annotation): Html {
  const head = html`<strong>${title ?? level}</strong> <span class="quiet">line ${start_line}</span>`
  return html`<tr class="annotation ${level}">
    <td colspan="3">
      <div>
        <p>${head}</p>
        <p class="message">${message}</p>
      </div>
    </td>
  </tr>`
}

type Line = Readonly<{ kind: 'hunk' | 'add' | 'del' | 'same'; text: string; before?: number; after?: number }>

function parsePatch(patch: string): readonly Line[] {
  if (patch === '') return []
  let before = 0
  let after = 0
  return patch.split('\n').map((text): Line => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(text)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      return { kind: 'hunk', text }
    }
    if (text.startsWith('+')) return { kind: 'add', text, after: after++ }
    if (text.startsWith('-')) return { kind: 'del', text, before: before++ }
    if (text.startsWith('\\')) return { kind: 'hunk', text }
    return { kind: 'same', text, before: before++, after: after++ }
  })
}
