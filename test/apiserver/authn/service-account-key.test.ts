import t from 'tap'
import { ServiceAccountKey } from '../../../src/apiserver/authn/service-account-key.ts'

t.test('the key is generated at its first use, once, and stored', async (t) => {
  const settings = new Map<string, Buffer>()
  const key = new ServiceAccountKey(settings)
  t.equal(key.existing(), undefined)
  const [first, beside] = await Promise.all([key.get(), key.get()])
  t.equal(beside, first, 'concurrent calls wait for the same result')
  t.equal(await key.get(), first)
  t.equal(key.existing(), first)
  t.equal(settings.size, 1)

  const kept = [...settings.values()][0]
  const again = new ServiceAccountKey(settings)
  t.equal((await again.get()).kid, first.kid, 'after a restart too')
  t.equal([...settings.values()][0], kept)
})
