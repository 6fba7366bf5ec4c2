import { expect, test } from '@jest/globals'
import { loadTemplate, packageRoot } from '../../src/estate/template.ts'

const paths = (examples: boolean): readonly string[] => loadTemplate({ examples }).map((file) => file.path)

test('an estate starts with rules, schemas, a workflow and Terraform, and no tenant of ours', () => {
  const found = paths(false)
  for (const path of [
    '.github/landlord/settings.yml',
    '.github/landlord/APPROVERS',
    '.github/workflows/provision.yml',
    '.github/workflows/plan.yml',
  ])
    expect(found).toContain(path)
  expect(found.filter((path) => path.startsWith('terraform/tenant/'))).not.toHaveLength(0)
  expect(found.filter((path) => /^tenants\/.*\.yaml$/.test(path))).toEqual([])
})

test('the examples come when asked for', () => {
  expect(paths(true).filter((path) => /^tenants\/.*\.yaml$/.test(path))).toHaveLength(3)
})

test("nothing of Landlord's own, and nothing that Terraform left behind, gets in", () => {
  expect(paths(true).filter((path) => /^(src|test|node_modules)\/|\.terraform\/|tfstate/.test(path))).toEqual(
    [],
  )
})

test('the package is found from wherever this file lies', () => {
  expect(loadTemplate({ examples: false }).length).toBeGreaterThan(5)
  expect(packageRoot()).toBe(process.cwd())
})
