import t from 'tap'
import type { Endpoints } from '../../src/apis/core.ts'
import {
  ensureKubernetesService,
  leaveKubernetesService,
} from '../../src/controllers/kubernetes-service.ts'
import { Stage } from './stage.ts'

t.test(
  'servers that start together on one store are all listed; a leaving server removes itself',
  async (t) => {
    const stage = new Stage(t)
    await stage.createNamespace('default')
    const services = stage.open('Service')
    const endpoints = stage.open<Endpoints>('Endpoints')
    const parts = (address: string) => ({
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
        .sort()
    t.same(found(), ips)
    await leaveKubernetesService(stage.context(), parts('10.0.0.2'))
    t.same(found(), ['10.0.0.1', '10.0.0.3'])
    await ensureKubernetesService(stage.context(), { ...parts('10.0.0.7'), isShared: false })
    t.same(found(), ['10.0.0.7'], 'a server that shares no store lists only itself')
  },
)
