import type { Deployment } from '../../../apis/apps.ts'
import { labelSelectorOf } from '../../../apimachinery/label-selector-spec.ts'
import type { Container } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { status, strategy } from './strategy.ts'

const containersCell =
  (field: (container: Container) => string) =>
  ({ spec }: Deployment): string =>
    (spec.template.spec.containers ?? []).map(field).join(',')

export const deployments = declare<Deployment>({
  group: 'apps',
  kind: 'Deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  strategy,
  subresources: { status },
  columns: [
    nameColumn,
    column(
      'Ready',
      'Number of ready pods, and of desired pods.',
      ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
    ),
    column(
      'Up-to-date',
      'Number of pods made from the current template.',
      ({ status }) => status.updatedReplicas ?? 0,
    ),
    column('Available', 'Number of available pods.', ({ status }) => status.availableReplicas ?? 0),
    ageColumn,
    wideColumn(
      'Containers',
      'The containers of a pod.',
      containersCell(({ name }) => name),
    ),
    wideColumn(
      'Images',
      'The images of the containers.',
      containersCell(({ image = '' }) => image),
    ),
    wideColumn(
      'Selector',
      'The labels of the pods.',
      ({ spec }) => String(labelSelectorOf(spec.selector ?? {})) || '<none>',
    ),
  ],
})
