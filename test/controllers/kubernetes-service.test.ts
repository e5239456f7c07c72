import t from 'tap'
import type { Endpoints } from '../../src/api/kinds/core.ts'
import { withoutPlace, withPlace } from '../../src/controllers/endpoint-places.ts'
import {
  ensureKubernetesService,
  type KubernetesServiceParts,
  leaveKubernetesService,
} from '../../src/controllers/kubernetes-service.ts'
import { Stage } from './stage.ts'

t.test('places with the same port stand together, in order', (t) => {
  const two = withPlace(withPlace([], { ip: '10.0.0.2', port: 6443 }), {
    ip: '10.0.0.1',
    port: 6443,
  })
  const port = { name: 'https', port: 6443, protocol: 'TCP' }
  t.same(two, [{ addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], ports: [port] }])
  t.same(withPlace(two, { ip: '10.0.0.1', port: 6443 }), two, 'once')
  const three = withPlace(two, { ip: '10.0.0.1', port: 443 })
  t.same(
    three.map(({ ports }) => ports![0]!.port),
    [443, 6443],
  )
  t.same(withoutPlace(three, { ip: '10.0.0.1', port: 443 }), two)
  t.same(withoutPlace(two, { ip: '10.0.0.9', port: 6443 }), two)
  t.end()
})

t.test(
  'servers of one store are all found, also those that start together, and each leaves alone',
  async (t) => {
    const stage = new Stage(t)
    await stage.create(stage.namespaces, {
      kind: 'Namespace',
      metadata: { name: 'default' },
      spec: {},
      status: {},
    })
    const services = stage.open('Service')
    const endpoints = stage.open<Endpoints>('Endpoints')
    const parts = (address: string): KubernetesServiceParts => ({
      services,
      endpoints,
      clusterIP: '10.96.0.1',
      address,
      port: 6443,
      isShared: true,
    })
    const ips = ['10.0.0.1', '10.0.0.2', '10.0.0.3']
    await ensureKubernetesService(stage.context(), parts('10.0.0.1'))
    await Promise.all(ips.map((ip) => ensureKubernetesService(stage.context(), parts(ip))))
    const found = () =>
      stage
        .get(endpoints, 'kubernetes', 'default')
        ?.subsets?.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip))
    t.same(found(), ips)
    await leaveKubernetesService(stage.context(), parts('10.0.0.2'))
    t.same(found(), ['10.0.0.1', '10.0.0.3'])
    await ensureKubernetesService(stage.context(), { ...parts('10.0.0.7'), isShared: false })
    t.same(found(), ['10.0.0.7'], 'one that is alone is found alone')
  },
)
