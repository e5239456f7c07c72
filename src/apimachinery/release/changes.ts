/** Changes between releases that no feature gate alone controls, named after the new behaviour. */
export type ReleaseChange =
  /** DELETE with unreadable options is a 400, not a 500 (1.35) */
  | 'DeleteOptionsBadRequest'
  /** the default policy of 1.35: permissions on events cover both API groups of events */
  | 'EventsOfBothGroups'
  /** the default policy of 1.36: the scheduler may bind claims, monitoring may read `/flagz` */
  | 'ClaimBindings'
  /** the default policy of 1.37: the scheduler may read device taint rules */
  | 'DeviceTaintRules'
  /** the API description no longer describes bytes as lists (1.35) */
  | 'BytesAreNoList'
  /** paths in decode errors name embedded structs (1.35, by sigs.k8s.io/json of Go 1.24) */
  | 'EmbeddedInPaths'
  /** T61Strings in names are read as Latin-1 (1.35, by Go 1.25) */
  | 'Latin1Names'
  /** list metadata has `shardInfo`; the gate ShardedListAndWatch has no effect in csrlab (1.36) */
  | 'ShardedLists'
  /** the table of service accounts does not count secrets (1.35) */
  | 'AccountsWithoutSecrets'
  /** errors about labels say `a valid label key` and `bytes` (1.35) */
  | 'LabelKeyTexts'
  /** a set of values in a label selector may end in an even number of commas (1.35) */
  | 'EmptyLastLabelValues'
  /**
   * errors of owner references and managed fields have indexes, and updates validate the
   * generation (1.37)
   */
  | 'IndexedOwnerReferences'
  /** malformed patches are rejected before the object is looked up (1.37) */
  | 'PatchReadFirst'
  /** objects created by PUT or apply are initialized like objects created by POST (1.37) */
  | 'UpdatesCreateAfresh'
  /** a health check covers the server's loopback certificate (1.36) */
  | 'LoopbackCertificateCheck'
  /**
   * PodCertificateRequests are beta and have annotations; the names in their certificates are
   * validated (1.35)
   */
  | 'PodCertificateRequestsV1beta1'
  /** approved but unissued CSRs are deleted after a day (1.35) */
  | 'UnissuedCleanUp'
  /**
   * a declarative rule forbids the conditions Approved and Denied together, if
   * DeclarativeValidationBeta is on (1.37)
   */
  | 'DeclarativeDecisions'
  /** a PodCertificateRequest may contain a PKCS #10 request (1.36) */
  | 'StubRequests'
  /**
   * ClusterTrustBundles and PodCertificateRequests are served in v1, v1beta1 is deprecated,
   * v1alpha1 removed (1.37)
   */
  | 'PodCertificatesV1'
  /**
   * server-side apply of a PodCertificateRequest ignores fields that its endpoint does not change
   * (1.37)
   */
  | 'PodCertificateResetFields'
  /** a kubelet needs permission for a signer if no volume of the pod names that signer (1.37) */
  | 'PodCertificateSignerOfVolume'
  /**
   * a condition needs a type and a status, and the error for a duplicate type has the path
   * `conditions[INDEX]`, without `.type` (1.37)
   */
  | 'RequiredConditionFields'
  /** a pod's status has `resources` and `allocatedResources` (1.35) */
  | 'PodLevelResourceStatus'
  /** a node's status has `declaredFeatures` (1.35) */
  | 'DeclaredNodeFeatures'
  /** tolerations have the operators `Gt` and `Lt` (1.35) */
  | 'ComparingTolerations'
  /** pods have `spec.workloadRef` (1.35), which SchedulingGroups removes */
  | 'WorkloadReferences'
  /** pods have `spec.schedulingGroup` (1.36) */
  | 'SchedulingGroups'
  /** a pod's status describes image volumes, device health and node allocatable resources (1.36) */
  | 'DetailedPodStatus'
  /** pods have eviction, probe and volume fields of 1.37 */
  | 'NewerPodFields'
