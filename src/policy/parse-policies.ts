import policySchema from '../../schemas/policy.schema.json' with { type: 'json' }
import {
  compileCondition,
  compileMessage,
  type Condition,
  type SourcePlace,
} from '../expression/condition.ts'
import { rulesFolder, type EstateFile } from '../tenant/estate-file.ts'
import type { Finding, Severity } from '../tenant/finding.ts'
import { lazily } from '../tenant/once.ts'
import { lazySchema, schemaFindings } from '../tenant/schema-findings.ts'
import { findingAt, readYaml, type Position, type YamlFile } from '../tenant/yaml/file.ts'
import type { Basis, Evidence, Policy, Rule, RuleTest } from './policy.ts'

export type ParsedPolicies = Readonly<{ policies: readonly Policy[]; findings: readonly Finding[] }>

/** Reads the packs among the rule files. Any finding means that the rules in force are not known: fail closed. */
export function parsePolicies(rules: readonly EstateFile[]): ParsedPolicies {
  const packs = rules.filter(({ path }) => isPolicyPath(path)).map((file) => parsePack(file))
  const policies = packs.flatMap(({ policy }) => (policy === undefined ? [] : [policy]))
  return { policies, findings: [...packs.flatMap(({ findings }) => findings), ...sameNames(policies)] }
}

const isPolicyPath = (path: string): boolean =>
  path.startsWith(`${rulesFolder}policies/`) && /\.ya?ml$/i.test(path)

const validate = lazySchema(policySchema)

/** What the schema promises. */
type Declared = Readonly<{
  name: string
  basis: Basis
  match?: string
  rules: readonly DeclaredRule[]
}>
type DeclaredRule = Readonly<{
  id: string
  basis?: Basis
  match?: string
  expression: string
  severity?: Severity
  says: string
  messageExpression?: string
  fix: string
  source: string
  evidence?: Evidence
  warnFrom?: string
  effectiveFrom: string
  until?: string
  waivable?: boolean
  pointer?: string
  tests: readonly Omit<RuleTest, 'line' | 'column'>[]
}>

function parsePack(file: EstateFile): Readonly<{ policy: Policy | undefined; findings: readonly Finding[] }> {
  const yaml = readYaml(file)
  const shape = [...yaml.findings, ...schemaFindings(validate, yaml)]
  if (yaml.value === undefined || shape.length > 0) return { policy: undefined, findings: shape }
  const declared = yaml.value as Declared
  const findings: Finding[] = []
  const compile = (
    source: string | undefined,
    pointer: string,
    compileAs = compileCondition,
  ): readonly Condition[] => {
    if (source === undefined) return []
    const place = placed({ file: file.path, pointer }, () => yaml.locateText(pointer))
    const compiled = compileAs(source, place, (before) => yaml.locateText(pointer, before))
    if (compiled.ok && !compiled.condition.variables.includes('cost')) return [compiled.condition]
    findings.push(compiled.ok ? namesCost(place) : compiled.finding)
    return []
  }
  const packMatch = compile(declared.match, '/match')
  const rules = declared.rules.flatMap((rule, index): readonly Rule[] => {
    const at = `/rules/${index}`
    const match = [...packMatch, ...compile(rule.match, `${at}/match`)]
    const [message] = compile(rule.messageExpression, `${at}/messageExpression`, compileMessage)
    const tests = lazily(() => rule.tests.map((test, n) => ({ ...test, ...yaml.locate(`${at}/tests/${n}`) })))
    return compile(rule.expression, `${at}/expression`).map((expression) =>
      placed(
        {
          id: `${declared.name}/${rule.id}`,
          basis: rule.basis ?? declared.basis,
          match,
          expression,
          severity: rule.severity ?? 'deny',
          says: rule.says,
          message,
          fix: rule.fix,
          source: rule.source,
          evidence: rule.evidence,
          warnFrom: rule.warnFrom,
          effectiveFrom: rule.effectiveFrom,
          until: rule.until,
          waivable: rule.waivable ?? true,
          pointer: rule.pointer ?? '',
          get tests() {
            return tests()
          },
        },
        () => yaml.locate(`${at}/expression`, 'key'),
      ),
    )
  })
  findings.push(...sameIds(declared, yaml), ...datesInDisorder(declared, yaml))
  return { policy: { name: declared.name, file: file.path, rules }, findings }
}

/** Most are sound, and nobody asks where they stand. */
function placed<What extends object>(what: What, locate: () => Position): What & Position {
  const at = lazily(locate)
  return Object.defineProperties(what, {
    line: { get: () => at().line, enumerable: true },
    column: { get: () => at().column, enumerable: true },
  }) as What & Position
}

/** A rule says what has to hold of a tenant at any time; prices move under tenants that nobody changes. */
const namesCost = (place: SourcePlace): Finding => ({
  ...{ rule: 'policy/cost', severity: 'deny', pointer: '', ...place },
  says: 'A compliance rule does not see `cost`: what a change costs is judged when somebody makes it.',
  fix: 'Write a guardrail in the settings, such as `{ name: Dear, when: cost.monthly > lakh(1), then: deny }`.',
})

const sameIds = ({ rules }: Declared, yaml: YamlFile): readonly Finding[] =>
  rules.flatMap(({ id }, index) => {
    const first = rules.findIndex((rule) => rule.id === id)
    if (first === index) return []
    return [
      findingAt(yaml, {
        rule: 'policy/same-id',
        pointer: `/rules/${index}/id`,
        says: `There is already a rule \`${id}\`, in line ${yaml.locate(`/rules/${first}/id`).line}.`,
        fix: 'Give one of them another id.',
      }),
    ]
  })

const datesInDisorder = ({ rules }: Declared, yaml: YamlFile): readonly Finding[] =>
  rules.flatMap(({ warnFrom, effectiveFrom, until }, index) => [
    ...(warnFrom === undefined || warnFrom < effectiveFrom
      ? []
      : [
          findingAt(yaml, {
            rule: 'policy/dates',
            pointer: `/rules/${index}/warnFrom`,
            says: `The rule would warn from ${warnFrom} on, and takes effect on ${effectiveFrom} already.`,
            fix: 'Write an earlier `warnFrom`, or leave it out.',
          }),
        ]),
    ...(until === undefined || until >= effectiveFrom
      ? []
      : [
          findingAt(yaml, {
            rule: 'policy/dates',
            pointer: `/rules/${index}/until`,
            says: `The rule would end on ${until}, before it takes effect on ${effectiveFrom}.`,
            fix: 'Write a later `until`, or remove the rule.',
          }),
        ]),
  ])

const sameNames = (policies: readonly Policy[]): readonly Finding[] =>
  policies.flatMap(({ name, file }, index) => {
    const first = policies.findIndex((policy) => policy.name === name)
    if (first === index) return []
    return [
      {
        rule: 'policy/same-name',
        severity: 'deny',
        file,
        line: 1,
        column: 1,
        pointer: '/name',
        says: `The pack \`${name}\` is already defined in \`${policies[first]?.file ?? ''}\`.`,
        fix: 'Give one of them another name.',
      },
    ]
  })
