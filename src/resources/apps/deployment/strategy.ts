/** Defaults and field ownership of a Deployment (`pkg/registry/apps/deployment`). */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment, DeploymentStrategy } from '../../../apis/apps.ts'
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import type { Strategy } from '../../../apiserver/registry/strategy.ts'
import { podSpecDefaults } from '../../core/pod/defaults.ts'
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

/** Controllers read annotations too. */
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
})

export const statusStrategy: Strategy<Deployment> = defaultStrategy<Deployment>({
  resetFields: [['spec'], ['metadata', 'labels']],
  applyDefaults,
  prepareForUpdate: (_context, deployment, old) =>
    withMetadata({ ...deployment, spec: old.spec }, { labels: old.metadata.labels }),
})
