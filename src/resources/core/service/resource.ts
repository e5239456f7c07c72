import type { Service } from '../../../apis/core.ts'
import { declare, keeping } from '../../declare.ts'
import { strategy } from './strategy.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../apiserver/registry/columns.ts'

const joined = (parts: readonly string[]): string => parts.join(',') || '<none>'

const externalCell = ({ spec, status }: Service): string => {
  const { type, externalIPs = [], externalName = '' } = spec
  if (type === 'ExternalName') return externalName
  if (type !== 'LoadBalancer') return joined(externalIPs)
  const ingress = (status.loadBalancer?.ingress ?? []).map(
    ({ ip, hostname }) => ip || hostname || '',
  )
  return ingress.length === 0 ? '<pending>' : [...ingress, ...externalIPs].join(',')
}

const portsCell = ({ spec }: Service): string =>
  joined(
    (spec.ports ?? []).map(({ port, nodePort = 0, protocol }) =>
      nodePort === 0 ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
    ),
  )

export const services = declare<Service>({
  group: '',
  kind: 'Service',
  shortNames: ['svc'],
  categories: ['all'],
  storagePrefix: '/registry/services/specs/',
  returnsDeletedObject: true,
  strategy,
  subresources: { status: keeping('spec') },
  columns: [
    nameColumn,
    column('Type', 'The type of the service.', ({ spec }) => spec.type ?? ''),
    column(
      'Cluster-IP',
      'The address inside the cluster.',
      ({ spec }) => spec.clusterIPs?.[0] ?? '<none>',
    ),
    column('External-IP', 'The addresses outside the cluster.', externalCell),
    column('Port(s)', 'The ports, with their node ports if any.', portsCell),
    ageColumn,
    wideColumn('Selector', 'The labels that select pods.', ({ spec }) =>
      joined(Object.entries(spec.selector ?? {}).map(([key, value]) => `${key}=${value}`)),
    ),
  ],
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type ?? '',
  },
})
