import type { UserInfo } from '../../apimachinery/user.ts'

export const SYSTEM_NODES = 'system:nodes'
export const NODE_USER_PREFIX = 'system:node:'

/**
 * The name of the node that a user is the kubelet of: it is called `system:node:NAME` and a member of `system:nodes`. '' for a
 * kubelet that does not say of which node; undefined for everybody else (`pkg/auth/nodeidentifier`).
 */
export const nodeOf = ({ name, groups }: UserInfo): string | undefined =>
  name.startsWith(NODE_USER_PREFIX) && groups.includes(SYSTEM_NODES)
    ? name.slice(NODE_USER_PREFIX.length)
    : undefined
