/** Imports point down only (docs/architecture.md). */
const rows = {
  tenant: 'tenant',
  expression: 'expression',
  parts: '(policy|capacity|approvals|cost|verification|finops|audit)',
  composers: '(review|provisioning)',
  adapters:
    '(github|terraform|database|storage|cache|vector|tokens|metrics|notify|registry|queue|telemetry|git|estate)',
}
const src = (row) => `^src/${row}/`
const notBelow = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `src/${from} may import only: ${allowed.join(', ')}`,
  from: { path: src(from) },
  to: {
    path: '^(src|test|scripts)/',
    pathNot: allowed.map((row) => (row === 'self' ? `^src/$1/` : src(row))),
  },
})
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    notBelow('tenant-imports-nothing', rows.tenant, [rows.tenant]),
    notBelow('expression-is-low', rows.expression, [rows.expression, rows.tenant]),
    notBelow('neighbours-are-strangers', rows.parts, ['self', rows.expression, rows.tenant]),
    notBelow('composers-look-down', rows.composers, ['self', rows.parts, rows.expression, rows.tenant]),
    notBelow('flows-never-import-adapters', 'flows', [
      'flows',
      rows.composers,
      rows.parts,
      rows.expression,
      rows.tenant,
    ]),
    notBelow('web-answers-what-it-is-told', 'web', [
      'web',
      'flows',
      rows.composers,
      rows.parts,
      rows.expression,
      rows.tenant,
    ]),
    notBelow('adapters-are-leaves', rows.adapters, [
      'self',
      rows.composers,
      rows.parts,
      rows.expression,
      rows.tenant,
    ]),
    {
      name: 'pure-folders-touch-nothing',
      severity: 'error',
      comment: 'No file, network, process or logger in a pure folder.',
      from: {
        path: `^src/(${['tenant', 'expression', 'policy', 'capacity', 'approvals', 'cost', 'verification', 'finops', 'audit', 'review', 'provisioning'].join('|')})/`,
      },
      to: {
        path: '^(node:)?(fs|http|https|net|child_process|os|process|timers|worker_threads)(/|$)|node_modules/(pino|pg|probot|@octokit|simple-git|undici)/',
      },
    },
    {
      name: 'nobody-runs-the-app',
      severity: 'error',
      comment: 'The app runs them all, and none of them knows it.',
      from: { path: '^src/(config|log|jobs|inbox)/' },
      to: { path: '^src/app/' },
    },
    {
      name: 'jobs-know-no-inbox',
      severity: 'error',
      comment: 'What is done does not depend on who asked for it.',
      from: { path: '^src/(config|log|jobs)/' },
      to: { path: '^src/inbox/' },
    },
    {
      name: 'app-knows-no-sandbox',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(sandbox|cli)/' },
      to: { path: '^src/(sandbox|cli)/' },
    },
    {
      name: 'no-test-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
