import { isDeepStrictEqual } from 'node:util'
import type { StringMap } from '../../apimachinery/meta.ts'
import type { Node } from '../../apis/core.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'
import type { NodeCheck } from './node-restriction-check.ts'

/** labels that kubelets may set (`k8s.io/kubelet/pkg/apis`) */
const KUBELET_LABELS: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
])
const KUBELET_DOMAINS = ['kubelet.kubernetes.io', 'node.kubernetes.io']
const RESTRICTED_DOMAIN = 'node-restriction.kubernetes.io'

const isIn = (domain: string, parent: string): boolean =>
  domain === parent || domain.endsWith(`.${parent}`)

const isForbidden = (label: string): boolean => {
  const slash = label.indexOf('/')
  const domain = slash < 0 ? '' : label.slice(0, slash)
  if (isIn(domain, RESTRICTED_DOMAIN)) return true
  if (!isIn(domain, 'kubernetes.io') && !isIn(domain, 'k8s.io')) return false
  return !KUBELET_LABELS.has(label) && !KUBELET_DOMAINS.some((own) => isIn(domain, own))
}

/** Returns changed labels that kubelets must not set, since these could attract workloads. */
const forbiddenChanges = (labels: StringMap = {}, old: StringMap = {}): string =>
  [...new Set([...Object.keys(labels), ...Object.keys(old)])]
    .filter((label) => labels[label] !== old[label] && isForbidden(label))
    .sort()
    .join(', ')

export const nodeProblem: NodeCheck = ({ operation, name, object, oldObject }, node) => {
  if (name !== node) {
    return `node ${goQuote(node)} is not allowed to modify node ${goQuote(name)}`
  }
  if (operation === 'DELETE') return undefined
  const { metadata, spec } = object as Node
  if (operation === 'CREATE') {
    const labels = forbiddenChanges(metadata.labels)
    return labels === ''
      ? undefined
      : `node ${goQuote(node)} is not allowed to set the following labels: ${labels}`
  }
  const old = oldObject as Node
  if (!isDeepStrictEqual(spec.taints ?? [], old.spec.taints ?? [])) {
    return `node ${goQuote(node)} is not allowed to modify taints`
  }
  // with a missing owner, the Node would be garbage-collected and recreated without taints
  if (!isDeepStrictEqual(metadata.ownerReferences ?? [], old.metadata.ownerReferences ?? [])) {
    return `node ${goQuote(node)} is not allowed to modify ownerReferences`
  }
  const labels = forbiddenChanges(metadata.labels, old.metadata.labels)
  return labels === '' ? undefined : `is not allowed to modify labels: ${labels}`
}
