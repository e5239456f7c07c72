/** A DNS label (RFC 1123 section 2.1), for server names and paths. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

export const isClusterName = (name: string): boolean => NAME.test(name)
