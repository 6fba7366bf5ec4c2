/** One series at one moment. */
export type Series = Readonly<{ name: string; labels: Readonly<Record<string, string>> }>

/** Reads Prometheus' text format (version 0.0.4), names and labels of it; comments and what is no sample are left out. */
export const parseExposition = (text: string): readonly Series[] =>
  text.split('\n').flatMap((line) => {
    const [, name, labels = ''] = sample.exec(line) ?? []
    return name === undefined ? [] : [{ name, labels: parseLabels(labels) }]
  })

/** `name{label="value",…} 1 1700000000` */
const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+\S+(?:\s+-?\d+)?\s*$/
const label = /([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"/g

const parseLabels = (text: string): Series['labels'] =>
  Object.fromEntries(
    [...text.matchAll(label)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    ]),
  )
