import t from 'tap'
import type { ApiCall, ApiClient } from '../../../src/apiserver/client/remote/api-client.ts'
import type { Lease } from '../../../src/apis/coordination.ts'
import { WHOLE } from '../../../src/library/controllers/object-form.ts'
import { remoteClient } from '../../../src/library/controllers/remote-client.ts'
import { remoteResources } from '../../../src/library/controllers/remote-resources.ts'
import { ManualClock } from '../../fixtures/clock.ts'

const log = { error: () => undefined, warn: () => undefined, debug: () => undefined }

t.test('an object of an undiscovered resource is sent with its own kind', async (t) => {
  const sent: ApiCall[] = []
  const api = {
    call: async (call: ApiCall) => {
      sent.push(call)
      return {}
    },
  } as unknown as ApiClient
  const { versionOf } = remoteResources({ api, clock: new ManualClock(), log })
  const leases = remoteClient<Lease>({
    api,
    version: versionOf('coordination.k8s.io/leases'),
    form: WHOLE,
    reflector: () => t.fail('no read') as never,
  })
  const lease: Lease = {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: { name: 'a', namespace: 'b' },
    spec: {},
  }
  await leases.create(lease, 'b')
  await leases.update(lease)
  const path = '/apis/coordination.k8s.io/v1/namespaces/b/leases'
  t.match(sent, [
    { method: 'POST', path, body: lease },
    { method: 'PUT', path: `${path}/a`, body: lease },
  ])
})
