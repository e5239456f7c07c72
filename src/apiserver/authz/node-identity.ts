import type { UserInfo } from '../../apimachinery/user.ts'

export const SYSTEM_NODES = 'system:nodes'
export const NODE_USER_PREFIX = 'system:node:'
/** The namespace of the leases of nodes. */
export const NODE_LEASES = 'kube-node-lease'

/**
 * Returns the node's name if the user is a kubelet: `system:node:NAME` in the group `system:nodes`.
 * '' for a kubelet without a node name; undefined for other users (`pkg/auth/nodeidentifier`).
 */
export const nodeOf = ({ name, groups }: UserInfo): string | undefined =>
  name.startsWith(NODE_USER_PREFIX) && groups.includes(SYSTEM_NODES)
    ? name.slice(NODE_USER_PREFIX.length)
    : undefined
