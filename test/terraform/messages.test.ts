import { describe, expect, test } from '@jest/globals'
import { isLockError, parseMessage, reasonOf, withoutSecrets } from '../../src/terraform/messages.ts'
import { parseState } from '../../src/terraform/state.ts'

const json = (value: object): string => JSON.stringify(value)

describe('a line of Terraform', () => {
  test.each([
    [
      'a planned change',
      json({ type: 'planned_change', change: { resource: { addr: 'a.b' }, action: 'create' } }),
      { type: 'planned', change: { address: 'a.b', action: 'create' } },
    ],
    [
      'an applied change',
      json({ type: 'apply_complete', hook: { resource: { addr: 'a.b' }, action: 'delete' } }),
      { type: 'applied', change: { address: 'a.b', action: 'delete' } },
    ],
    [
      'a planned nothing',
      json({ type: 'planned_change', change: { resource: { addr: 'a.b' }, action: 'noop' } }),
      undefined,
    ],
    [
      'drift, which holds false updates',
      json({ type: 'resource_drift', change: { resource: { addr: 'a.b' }, action: 'update' } }),
      undefined,
    ],
    ['a warning', json({ type: 'diagnostic', diagnostic: { severity: 'warning', summary: 's' } }), undefined],
    [
      'an error',
      json({
        type: 'diagnostic',
        diagnostic: { severity: 'error', summary: 's', detail: 'd', address: 'a.b' },
      }),
      { type: 'error', summary: 's', detail: 'd', address: 'a.b' },
    ],
    ['plain words', 'Initializing', { type: 'progress', says: 'Initializing' }],
    ['broken JSON', '{"type":', { type: 'progress', says: '{"type":' }],
    ['an empty line', '  ', undefined],
    ['something newer than this', json({ type: 'hologram' }), undefined],
  ])('%s', (_, line, message) => {
    expect(parseMessage(line)).toEqual(message)
  })

  test('an address with a password in it never leaves', () => {
    const line = json({ type: 'provision_progress', '@message': 'to postgresql://op:hunter2@db/platform' })
    expect(parseMessage(line)).toEqual({ type: 'progress', says: 'to postgresql://…@db/platform' })
    expect(withoutSecrets('https://example.com/a')).toBe('https://example.com/a')
  })
})

describe('the reason of a failure', () => {
  const error = (summary: string, detail = '', address?: string) =>
    ({ type: 'error', summary, detail, address }) as const
  test.each([
    ['nothing was said', [], undefined],
    ['one error', [error('No luck', 'the  bucket\n is taken', 'a.b')], 'No luck at a.b: the bucket is taken'],
    ['several', [error('One'), error('Two')], 'One (and 1 more)'],
    ['a secret in the detail', [error('No', 'postgresql://op:hunter2@db')], 'No: postgresql://…@db'],
  ])('%s', (_, errors, reason) => {
    expect(reasonOf(errors)).toBe(reason)
  })
  test('a long detail is cut', () => {
    expect(reasonOf([error('No', 'x'.repeat(9000))])?.length).toBeLessThan(420)
  })
  test('a held lock is told by its own summary', () => {
    expect(isLockError(error('Error acquiring the state lock'))).toBe(true)
    expect(isLockError(error('Error', 'Error acquiring the state lock'))).toBe(false)
  })
})

describe('a state', () => {
  test('gives addresses, ARNs and our outputs, and no other value', () => {
    const state = parseState(
      json({
        version: 4,
        outputs: { bucket: { value: 'acme' }, list: { value: ['x'] } },
        resources: [
          { mode: 'data', type: 'aws_caller_identity', name: 'me', instances: [{ attributes: {} }] },
          {
            mode: 'managed',
            module: 'module.object_storage',
            type: 'aws_s3_bucket',
            name: 'tenant',
            instances: [{ attributes: { arn: 'arn:aws:s3:::acme', tags_all: {}, secret: 'hunter2' } }],
          },
          {
            mode: 'managed',
            type: 'aws_s3_bucket_policy',
            name: 'tenant',
            instances: [{ index_key: 0, attributes: { bucket: 'acme' } }],
          },
        ],
      }),
    )
    expect(state).toEqual({
      outputs: { bucket: 'acme' },
      resources: [
        { address: 'module.object_storage.aws_s3_bucket.tenant', arn: 'arn:aws:s3:::acme', taggable: true },
        { address: 'aws_s3_bucket_policy.tenant[0]', arn: undefined, taggable: false },
      ],
    })
  })
  test('an empty one holds nothing, and one of another format is not guessed at', () => {
    expect(parseState('\n')).toEqual({ resources: [], outputs: {} })
    expect(() => parseState('{"version":5}')).toThrow('format 5')
  })
})
