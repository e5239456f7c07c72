/** `deployments/NAME/scale`: how many pods, without the rest (`pkg/registry/apps/deployment/storage`, ScaleREST). */
import type { Deployment } from '../../../api/kinds/apps.ts'
import { SCALE, type Scale } from '../../../api/kinds/autoscaling.ts'
import { type FieldError, FieldPath, invalid } from '../../../api/field.ts'
import { labelSelectorOf } from '../../../api/label-selector.ts'
import { scaledManagers, scaleManagers } from '../../../api/managed-fields/manager.ts'
import type { KubeObject } from '../../../api/meta.ts'
import { subdomainName } from '../../../api/names.ts'
import { invalidObject } from '../../../api/status.ts'
import { ageColumn, column, nameColumn } from '../../../registry/columns.ts'
import { withMetadata } from '../../../registry/metadata.ts'
import { validateObjectMeta } from '../../../registry/object-meta-validation.ts'
import type { SubresourceView } from '../../../registry/resource.ts'
import type { Release } from '../../../release/release.ts'

/** Under which a deployment has been served; its replicas are `spec.replicas` in all. */
const VERSIONS = ['apps/v1', 'apps/v1beta2', 'apps/v1beta1']

const scaleErrors = ({ metadata, spec }: Scale, release: Pick<Release, 'has'>): FieldError[] => {
  const { replicas = 0 } = spec
  const path = FieldPath.of('spec').child('replicas')
  return [
    ...validateObjectMeta(
      metadata,
      {
        namespaced: true,
        nameErrors: subdomainName,
        knownFinalizers: false,
      },
      release,
    ),
    ...(replicas < 0 ? [invalid(path, replicas, 'must be greater than or equal to 0')] : []),
  ]
}

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

const toStorage = (
  view: KubeObject,
  current: Deployment,
  release: Pick<Release, 'has'>,
): Deployment => {
  const scale = view as Scale
  const errors = scaleErrors(scale, release)
  if (errors.length > 0) {
    throw invalidObject(SCALE.group, SCALE.kind, current.metadata.name ?? '', errors)
  }
  const spec = { ...current.spec, replicas: scale.spec.replicas ?? 0 }
  const { resourceVersion } = scale.metadata
  return withMetadata({ ...current, spec }, { resourceVersion })
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
  managers: {
    fromStorage: (stored) => scaleManagers(stored, VERSIONS),
    toStorage: (entries, stored) => scaledManagers(stored, entries, VERSIONS),
  },
}
