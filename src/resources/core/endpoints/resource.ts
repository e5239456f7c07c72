import { isIPv6 } from 'node:net'
import type { Endpoints } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { withDefaults } from '../../defaults.ts'
import { validateEndpoints } from './validation.ts'

const SHOWN = 3

const endpointsCell = ({ subsets = [] }: Endpoints): string => {
  const all = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          addresses.map(({ ip }) => (isIPv6(ip) ? `[${ip}]:${port}` : `${ip}:${port}`)),
        ),
  )
  if (all.length === 0) return '<none>'
  const text = all.slice(0, SHOWN).join(',')
  return all.length > SHOWN ? `${text} + ${all.length - SHOWN} more...` : text
}

export const endpoints = declare<Endpoints>({
  group: '',
  resource: 'endpoints',
  kind: 'Endpoints',
  shortNames: ['ep'],
  versions: [
    {
      version: 'v1',
      deprecation: {
        text: 'is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
      },
    },
  ],
  storagePrefix: '/registry/services/endpoints/',
  strategy: {
    allowCreateOnUpdate: true,
    applyDefaults: (endpoints) =>
      withDefaults(endpoints, { subsets: { ports: { protocol: 'TCP' } } }),
    validate: validateEndpoints,
  },
  columns: [
    nameColumn,
    column('Endpoints', 'Addresses and ports behind the service.', endpointsCell),
    ageColumn,
  ],
})
