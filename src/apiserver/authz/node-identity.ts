import { goQuote } from '../../apimachinery/text/quote.ts'
import type { UserInfo } from '../../apimachinery/user.ts'

export const SYSTEM_NODES = 'system:nodes'
export const NODE_USER_PREFIX = 'system:node:'
const NODE_LEASES = 'kube-node-lease'

/**
 * Returns the node name that a kubelet's user name contains, maybe ''; undefined for other users
 * (`pkg/auth/nodeidentifier`).
 */
export const nodeOf = ({ name, groups }: UserInfo): string | undefined =>
  name.startsWith(NODE_USER_PREFIX) && groups.includes(SYSTEM_NODES)
    ? name.slice(NODE_USER_PREFIX.length)
    : undefined

/** Returns the reason of a refusal; undefined for the node's own lease. */
export const leaseProblem = (namespace: string, name: string, node: string): string | undefined => {
  if (namespace !== NODE_LEASES) {
    return `can only access leases in the ${goQuote(NODE_LEASES)} system namespace`
  }
  return name === node
    ? undefined
    : 'can only access node lease with the same name as the requesting node'
}
