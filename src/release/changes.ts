/**
 * What releases changed without a gate, each named for how it is since then. Code asks `release.has(NAME)`; which release began with
 * it stands in the file of that release.
 */
export type Change =
  /** labels' and annotations' keys: "a valid label key must consist of" in the place of "a qualified name" (1.35) */
  | 'LabelKeyTexts'
  /** DELETE with options that cannot be read is a 400 and no 500 (1.35) */
  | 'DeleteOptionsBadRequest'
  /** the table of service accounts does not count Secrets (1.35) */
  | 'ServiceAccountsWithoutSecrets'
  /** an approved request that got no certificate is cleaned up a day later (1.35) */
  | 'UnissuedRequestsCleaned'
  /** `request` and `certificate` of a request are no lists in the description (1.35) */
  | 'RequestBytesNoList'
  /** roles of users and nodes have a rule of their own for events of both groups (1.35) */
  | 'EventsOfBothGroups'
  /** what an aggregated list of discovery is asked for in v2beta1 is answered as v2 or not at all (1.35) */
  | 'DiscoveryV2Only'
  /** exec, attach and port-forward over WebSocket need the verb create (1.35) */
  | 'WebSocketNeedsCreate'
  /** roles of 1.36: the scheduler's claims, the taint eviction of devices */
  | 'DeviceTaintEviction'
  /** a body that is no JSON, or no YAML, is found before anything of a PATCH is done, with texts of its own (1.37) */
  | 'PatchBodyFirst'
  /** what PUT or apply creates gets its system metadata as what POST creates (1.37) */
  | 'CreatesAfresh'
  /** faults of owner references name the index, and empty fields are required (1.37) */
  | 'IndexedOwnerReferences'
  /** faults of conditions: duplicates by index, empty types and statuses required (1.37) */
  | 'ConditionTexts'
  /** trust bundles are served in v1, and v1beta1 is deprecated (1.37) */
  | 'TrustBundlesV1'
  /** roles of 1.37: pod certificates and trust bundles for nodes, storage version migration */
  | 'PodCertificateRoles'
