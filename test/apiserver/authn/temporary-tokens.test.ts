import t from 'tap'
import { TemporaryTokens } from '../../../src/apiserver/authn/temporary-tokens.ts'
import { countingEntropy } from '../../fixtures/entropy.ts'

const jane = { name: 'jane', groups: [], extra: {} }

t.test('a token is lent for a task, and valid until the task ends', async (t) => {
  const lent = new TemporaryTokens(countingEntropy())
  const find = (token: string) =>
    lent.authenticate({ authorization: `Bearer ${token}`, peer: undefined })
  const tokens: string[] = []
  await lent.lend(jane, async (token) => {
    tokens.push(token)
    t.same(find(token), { user: jane })
    t.equal(find(`${token}x`), undefined)
    await t.rejects(
      lent.lend({ ...jane, name: 'bob' }, async (other) => {
        tokens.push(other)
        t.match(find(other), { user: { name: 'bob' } })
        t.same(find(token), { user: jane }, 'the first token stays valid during a nested task')
        throw new Error('it went wrong')
      }),
      { message: 'it went wrong' },
    )
    t.equal(find(tokens[1]!), undefined, 'the token of a failed task is invalid')
    t.same(find(token), { user: jane })
  })
  t.not(tokens[0], tokens[1])
  // a new token does not revive the earlier ones
  await lent.lend(jane, async () => {
    for (const token of tokens) t.equal(find(token), undefined)
  })
})
