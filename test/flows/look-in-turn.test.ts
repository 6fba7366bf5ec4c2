import { expect, test } from '@jest/globals'
import { lookInTurn } from '../../src/flows/look-in-turn.ts'

const named = (repo: string) => ({ estate: { owner: 'acme', repo, installation: 7 } })

/** Processes that share what is due. */
function processes(...due: readonly string[]) {
  const left = [...due]
  const looked: string[] = []
  const failed: string[] = []
  return {
    looked,
    failed,
    turn: (who: string, look: (repo: string) => Promise<void> = () => Promise.resolve()) =>
      lookInTurn('merges', {
        knownEstates: () => Promise.resolve(['a', 'b', 'c'].map(named)),
        takeLook: (names) => {
          const name = left.find((one) => names.includes(one))
          if (name !== undefined) left.splice(left.indexOf(name), 1)
          return Promise.resolve(name === undefined ? undefined : { name })
        },
        look: ({ estate }) => {
          looked.push(`${who} ${estate.repo}`)
          return look(estate.repo)
        },
        failed: ({ repo }, error) => void failed.push(`${repo}: ${String(error)}`),
      }),
  }
}

test('what is due is looked at once, by whichever process; what is not is left alone', async () => {
  const { looked, turn } = processes('merges acme/a', 'merges acme/c', 'pulls acme/b')
  await Promise.all([turn('one'), turn('two')])
  expect(looked.sort()).toEqual(['one a', 'two c'])
  await turn('three')
  expect(looked).toHaveLength(2)
})

test('an estate that cannot be read stops no other', async () => {
  const { looked, failed, turn } = processes('merges acme/a', 'merges acme/b')
  await turn('one', (repo) => (repo === 'a' ? Promise.reject(new Error('404')) : Promise.resolve()))
  expect(looked).toEqual(['one a', 'one b'])
  expect(failed).toEqual(['a: Error: 404'])
})

test('a process that ends in the middle leaves the others to whoever comes', async () => {
  const { looked, turn } = processes('merges acme/a', 'merges acme/b', 'merges acme/c')
  void turn('killed', () => new Promise(() => undefined))
  await turn('other')
  expect(looked).toEqual(['killed a', 'other b', 'other c'])
})
