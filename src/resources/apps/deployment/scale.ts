/** `deployments/NAME/scale` (ScaleREST of `pkg/registry/apps/deployment/storage`). */
import type { Deployment } from '../../../apis/apps.ts'
import { SCALE, type Scale } from '../../../apis/autoscaling.ts'
import { FieldPath, invalid } from '../../../apimachinery/field.ts'
import { labelSelectorOf } from '../../../apimachinery/label-selector.ts'
import type { KubeObject } from '../../../apimachinery/meta.ts'
import { invalidObject } from '../../../apimachinery/status.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import type { SubresourceView } from '../../../apiserver/registry/resource.ts'

const fromStorage = ({ metadata, spec, status }: Deployment): Scale => {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  const { replicas = 0 } = spec
  const selector = String(labelSelectorOf(spec.selector ?? {}))
  const shown: Scale = {
    kind: SCALE.kind,
    apiVersion: 'autoscaling/v1',
    metadata: {},
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: status.replicas ?? 0, ...(selector === '' ? {} : { selector }) },
  }
  return withMetadata(shown, { name, namespace, uid, resourceVersion, creationTimestamp })
}

const toStorage = (view: KubeObject, current: Deployment): Deployment => {
  const { metadata, spec } = view as Scale
  const { replicas = 0 } = spec
  if (replicas < 0) {
    const path = FieldPath.of('spec').child('replicas')
    throw invalidObject(SCALE.group, SCALE.kind, current.metadata.name ?? '', [
      invalid(path, replicas, 'must be greater than or equal to 0'),
    ])
  }
  const scaled = { ...current, spec: { ...current.spec, replicas } }
  return withMetadata(scaled, { resourceVersion: metadata.resourceVersion })
}

export const scale: SubresourceView<Deployment> = {
  kind: SCALE,
  columns: [
    nameColumn,
    column('Desired', 'How many pods are wanted.', ({ spec }: Deployment) => spec.replicas ?? 0, {
      type: 'integer',
    }),
    column('Available', 'How many pods there are.', ({ status }) => status.replicas ?? 0, {
      type: 'integer',
    }),
    ageColumn,
  ],
  fromStorage,
  toStorage,
}
