/** What Pod Security counts of its judgements (`k8s.io/pod-security-admission/metrics`, 1.36). */
import type { AdmissionAttributes } from '../admission.ts'
import type { LevelVersion } from './policy.ts'

/** What was asked: to make or change a pod, or something that makes pods. */
export interface JudgedRequest {
  readonly request_operation: string
  readonly resource: string
  readonly subresource: string
}

/** One judgement, in the labels of its metric. */
export interface Judgement extends JudgedRequest {
  readonly decision: 'allow' | 'deny'
  readonly policy_level: string
  readonly policy_version: string
  readonly mode: 'audit' | 'enforce' | 'warn'
}

/** Who is told. */
export interface PodSecurityTally {
  judged(judgement: Judgement): void
  /** The labels of a namespace could not be read; `fatal`: nothing could be judged. */
  failed(request: JudgedRequest, fatal: boolean): void
}

export const judgedRequest = ({
  operation,
  resource,
  subresource,
}: AdmissionAttributes): JudgedRequest => ({
  request_operation: operation.toLowerCase(),
  resource: resource.resource === 'pods' ? 'pod' : 'controller',
  subresource,
})

/** `served`: the minor version of the cluster; a policy that comes later is one of the future. */
export const versionLabel = ({ level, version }: LevelVersion, served: number): string => {
  if (version === Infinity || level === 'privileged') return 'latest'
  return version > served ? 'future' : `v1.${version}`
}
