/** A label of DNS (RFC 1123 section 2.1): it is part of a server name and of a path. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** Whether a cluster can have this name. */
export const isClusterName = (name: string): boolean => NAME.test(name)
