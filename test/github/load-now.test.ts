import { expect, test } from '@jest/globals'
import nock from 'nock'
import { loadSettingsNow } from '../../src/github/load/load-now.ts'
import { maxTenantFileBytes } from '../../src/tenant/estate-file.ts'
import { settingsPath } from '../../src/tenant/settings/file.ts'
import { readEstate } from '../cost/estate.ts'
import { anOctokit, inGitHub, ref } from './a-github.ts'

inGitHub()

test.each([
  ['as they are shipped', 0],
  ['larger than any tenant file', maxTenantFileBytes],
])('settings %s are seen by what comes after the gate', async (_, more) => {
  const text = `${readEstate(settingsPath)}\n${'# more\n'.repeat(more / 7)}`
  nock('https://api.github.com')
    .get('/repos/acme/estate')
    .reply(200, { default_branch: 'main' })
    .get(`/repos/acme/estate/contents/${encodeURIComponent(settingsPath)}?ref=main`)
    .reply(200, {
      ...{ type: 'file', sha: 'b1', size: Buffer.byteLength(text) },
      ...{ encoding: 'base64', content: Buffer.from(text).toString('base64') },
    })
  expect((await loadSettingsNow(anOctokit(), ref.estate))?.currency).toBe('INR')
})
