import t from 'tap'
import { ensureApiServerMaps } from '../../src/controllers/api-server-maps.ts'
import { Stage } from './stage.ts'

t.test('the current CAs are written, unless they are already there', async (t) => {
  const stage = new Stage(t)
  const { configMaps } = stage
  await stage.createNamespace('kube-system')
  const ensured = async (...own: string[]) => {
    await ensureApiServerMaps(stage.context(), configMaps, own)
    const name = 'extension-apiserver-authentication'
    const { data, metadata } = stage.get(configMaps, name, 'kube-system')!
    return [data, metadata.resourceVersion]
  }
  const [first, revision] = await ensured('a\n')
  t.same(first, { 'client-ca-file': 'a\n' })
  t.same(await ensured('a\n'), [first, revision], 'unchanged CAs are not written again')
  t.same((await ensured('a\n', 'b\n'))[0], { 'client-ca-file': 'a\nb\n' })
})
