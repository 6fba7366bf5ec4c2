import { expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { landlordProgram } from '../../src/cli/program.ts'
import { planChanges } from '../../src/tenant/plan-changes.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings, settingsPath } from '../../src/tenant/settings/file.ts'
import { aFile } from '../builders.ts'
import { fences, read } from './document.ts'

const page = read('docs/lifecycle/move.md')
const { settings } = parseSettings(aFile(settingsPath, read(settingsPath)))
const old = read('tenants/bazaar-retail.yaml')
const [held = '', taking = ''] = fences(page, 'yaml')

/** A tenant file, changed as the page says. */
const changed = (text: string, ...how: readonly string[]): string =>
  stringify(Object.assign({}, ...[text, ...how].map((one) => parse(one) as object)), { version: '1.1' })

test('the files that the page writes are tenant files, and say what it says of them', () => {
  const suspended = parseTenant(aFile('tenants/bazaar-retail.yaml', changed(old, held)), settings!)
  expect(suspended.tenant?.lifecycle).toEqual({ state: 'suspended', mode: 'readOnly' })
  const young = changed(old, 'id: bazaar-retail-eu', 'region: eu-west-1', taking)
  const moved = parseTenant(aFile('tenants/bazaar-retail-eu.yaml', young), settings!)
  expect([...suspended.findings, ...moved.findings]).toEqual([])
  expect(moved.tenant?.movedFrom).toBe('bazaar-retail')
})

test('a change of region in place is refused as the page says', () => {
  const path = 'tenants/bazaar-retail.yaml'
  const file = { path, before: aFile(path, old), after: aFile(path, changed(old, 'region: eu-west-1')) }
  const around = { settings: settings!, headPaths: [path], deployed: ['bazaar-retail'] }
  expect(planChanges([file], around).findings.map(({ rule }) => rule)).toContain('tenant/needs-a-move')
})

test('the commands of the page are commands', () => {
  const names = landlordProgram().commands.map((command) => command.name())
  const said = fences(page, 'sh').flatMap((text) =>
    [...text.matchAll(/^landlord (\S+)/gm)].map(([, name]) => name),
  )
  expect(said).toEqual(['review', 'copy'])
  expect(said.filter((name) => !names.includes(name ?? ''))).toEqual([])
})
