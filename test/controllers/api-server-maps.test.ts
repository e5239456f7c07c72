import t from 'tap'
import { encodePem } from '../../src/ca/pem.ts'
import { ensureApiServerMaps } from '../../src/controllers/api-server-maps.ts'
import { certificateDer, commonName, validity } from '../ca/builders.ts'
import { Stage } from './stage.ts'

const YEAR_MS = 365 * 86_400_000
const NAME = 'extension-apiserver-authentication'

t.test('CAs of earlier starts stay until they have expired', async (t) => {
  const stage = new Stage(t)
  const { clock, configMaps } = stage
  await stage.create(stage.namespaces, {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name: 'kube-system' },
    spec: {},
    status: {},
  })
  const ca = (name: string, years: number): string =>
    encodePem(
      'CERTIFICATE',
      certificateDer({
        subject: commonName(name),
        validity: validity(clock.now() - 1000, clock.now() + years * YEAR_MS),
      }),
    )
  const [short, long] = [ca('short', 1), ca('long', 3)]
  const ensured = async (...own: string[]): Promise<[data: unknown, revision: unknown]> => {
    await ensureApiServerMaps(stage.context(), configMaps, own)
    const { data, metadata } = stage.get(configMaps, NAME, 'kube-system')!
    return [data, metadata.resourceVersion]
  }
  const [first, revision] = await ensured(short)
  t.same(first, { 'client-ca-file': short })
  t.same(await ensured(short), [first, revision], 'nothing to write')
  t.same((await ensured(long))[0], { 'client-ca-file': short + long })
  clock.advance(2 * YEAR_MS)
  t.same((await ensured(long))[0], { 'client-ca-file': long })
})
