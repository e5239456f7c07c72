import t from 'tap'
import { ServiceAccountKey } from '../../../src/apiserver/authn/service-account-key.ts'
import { memorySettings } from '../../../src/storage/memory/settings.ts'

t.test('the key is generated at its first use, once, and stored', async (t) => {
  const settings = memorySettings()
  const key = new ServiceAccountKey(settings)
  t.equal(key.existing(), undefined)
  const [first, beside] = await Promise.all([key.get(), key.get()])
  t.equal(beside, first, 'concurrent calls wait for the same result')
  t.equal(await key.get(), first)
  t.equal(key.existing(), first)
  t.strictSame(settings.names(), ['sa.key'])

  const kept = settings.get('sa.key')
  const again = new ServiceAccountKey(settings)
  t.equal((await again.get()).kid, first.kid, 'a restart does not change the key')
  t.strictSame(settings.get('sa.key'), kept)
})
