import type { Toleration } from '../../apis/core.ts'
import { podPlugin } from './pods.ts'

const SECONDS = 300
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

const tolerates =
  (wanted: string) =>
  ({ key = '', effect = '' }: Toleration): boolean =>
    (key === wanted || key === '') && (effect === 'NoExecute' || effect === '')

/** DefaultTolerationSeconds: by default, pods stay 5 minutes on a not-ready or unreachable node. */
export const podTolerations = podPlugin((pod) => {
  const { tolerations = [] } = pod.spec
  const missing = KEYS.filter((key) => !tolerations.some(tolerates(key))).map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: SECONDS,
  }))
  if (missing.length === 0) return pod
  return { ...pod, spec: { ...pod.spec, tolerations: [...tolerations, ...missing] } }
})
