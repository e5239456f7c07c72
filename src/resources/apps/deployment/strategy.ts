/** Defaults of a Deployment, and who may set which field of it (`pkg/registry/apps/deployment`). */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment, DeploymentStrategy } from '../../../api/kinds/apps.ts'
import { FieldPath } from '../../../api/field.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import { withMetadata } from '../../../registry/metadata.ts'
import type { Strategy } from '../../../registry/strategy.ts'
import { podSpecDefaults } from '../../core/pod/defaults.ts'
import { hostnameWarnings, templateWarnings } from '../../core/pod/warnings.ts'
import type { Release } from '../../../release/release.ts'
import { validateDeployment, validateDeploymentUpdate } from './validation.ts'

const strategyDefaults = ({
  type = 'RollingUpdate',
  rollingUpdate,
}: DeploymentStrategy = {}): DeploymentStrategy => {
  if (type !== 'RollingUpdate') return { type, ...(rollingUpdate && { rollingUpdate }) }
  const { maxUnavailable = '25%', maxSurge = '25%' } = rollingUpdate ?? {}
  return { type, rollingUpdate: { maxUnavailable, maxSurge } }
}

const applyDefaults = (deployment: Deployment): Deployment => {
  const { spec } = deployment
  return {
    ...deployment,
    spec: {
      ...spec,
      replicas: spec.replicas ?? 1,
      template: { ...spec.template, spec: podSpecDefaults(spec.template.spec) },
      strategy: strategyDefaults(spec.strategy),
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
      progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
    },
  }
}

/** What its pods will be told of; of a changed one only when the template is another. */
const warnings = (
  deployment: Deployment,
  old: Deployment | undefined,
  release: Release,
): string[] => {
  const { template } = deployment.spec
  if (old !== undefined && isDeepStrictEqual(template, old.spec.template)) return []
  return [
    ...(old === undefined ? hostnameWarnings(deployment.metadata, 'Pod names and hostnames') : []),
    ...templateWarnings(template, FieldPath.of('spec', 'template'), release),
  ]
}

/** Controllers read annotations like a part of the spec. */
const asksForMore = (deployment: Deployment, old: Deployment): boolean =>
  !isDeepStrictEqual(deployment.spec, old.spec) ||
  !isDeepStrictEqual(deployment.metadata.annotations ?? {}, old.metadata.annotations ?? {})

export const mainStrategy: Strategy<Deployment> = defaultStrategy<Deployment>({
  resetFields: [['status']],
  applyDefaults,
  prepareForCreate: (_context, deployment) =>
    withMetadata({ ...deployment, status: {} }, { generation: 1 }),
  prepareForUpdate: (_context, deployment, old) => {
    const changed = { ...deployment, status: old.status }
    if (!asksForMore(deployment, old)) return changed
    return withMetadata(changed, { generation: (old.metadata.generation ?? 0) + 1 })
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
  warnings,
})

/** Its scale is the deployment's own field: a change of it is one of the deployment. */
export const scaleStrategy: Strategy<Deployment> = { ...mainStrategy, resetFields: [] }

export const statusStrategy: Strategy<Deployment> = defaultStrategy<Deployment>({
  resetFields: [['spec'], ['metadata', 'labels']],
  applyDefaults,
  prepareForUpdate: (_context, deployment, old) =>
    withMetadata({ ...deployment, spec: old.spec }, { labels: old.metadata.labels }),
})
