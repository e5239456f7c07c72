/**
 * Defaults of a Deployment, and which of its fields each endpoint can write
 * (`pkg/registry/apps/deployment`).
 */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment, DeploymentStrategy } from '../../../apis/apps.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import type { Strategy, UpdateStrategy } from '../../../apiserver/registry/strategy.ts'
import { withDefaults } from '../../defaults.ts'
import { podSpecDefaults } from '../../core/pod/defaults.ts'
import { validateDeployment, validateDeploymentUpdate } from './validation.ts'

const strategyDefaults = ({
  type = 'RollingUpdate',
  rollingUpdate,
}: DeploymentStrategy = {}): DeploymentStrategy => {
  if (type !== 'RollingUpdate') return { type, ...(rollingUpdate && { rollingUpdate }) }
  return { type, rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%', ...rollingUpdate } }
}

const DEFAULTS = { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }

const applyDefaults = (deployment: Deployment): Deployment => {
  const { spec } = deployment
  return {
    ...deployment,
    spec: {
      ...withDefaults(spec, DEFAULTS),
      template: { ...spec.template, spec: podSpecDefaults(spec.template.spec) },
      strategy: strategyDefaults(spec.strategy),
    },
  }
}

/** Changed annotations also raise the generation, since controllers read them. */
const raisesGeneration = (deployment: Deployment, old: Deployment): boolean =>
  !isDeepStrictEqual(deployment.spec, old.spec) ||
  !isDeepStrictEqual(deployment.metadata.annotations ?? {}, old.metadata.annotations ?? {})

export const strategy: Partial<Strategy<Deployment>> = {
  resetFields: [['status']],
  applyDefaults,
  prepareForCreate: (deployment) => withMetadata({ ...deployment, status: {} }, { generation: 1 }),
  prepareForUpdate: (deployment, old) => {
    const changed = { ...deployment, status: old.status }
    if (!raisesGeneration(deployment, old)) return changed
    return withMetadata(changed, { generation: (old.metadata.generation ?? 0) + 1 })
  },
  validate: validateDeployment,
  validateUpdate: validateDeploymentUpdate,
}

export const status: UpdateStrategy<Deployment> = {
  resetFields: [['spec'], ['metadata', 'labels']],
  prepareForUpdate: (deployment, old) =>
    withMetadata({ ...deployment, spec: old.spec }, { labels: old.metadata.labels }),
}
