/**
 * What releases changed without a gate, each named for how it is since then. Code asks `release.has(NAME)`; which release began with
 * it stands in the file of that release.
 */
export type Change =
  /** DELETE with options that cannot be read is a 400 and no 500 (1.35) */
  | 'DeleteOptionsBadRequest'
  /** trust bundles are served in v1, and v1beta1 is deprecated (1.37) */
  | 'TrustBundlesV1'
  /** Pod Security lets pods with users of their own be root (1.35) */
  | 'PodSecurityUserNamespaces'
  /** Pod Security knows two more safe sysctls (1.37) */
  | 'PodSecurityTcpSysctls'
