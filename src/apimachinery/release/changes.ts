/**
 * What releases changed without a gate, each named for how it is since then. Code asks `release.has(NAME)`; which release began with
 * it stands in the file of that release.
 */
export type Change =
  /** DELETE with options that cannot be read is a 400 and no 500 (1.35) */
  | 'DeleteOptionsBadRequest'
  /** whoever may write or read events may so in both groups of them; the default policy of 1.35 */
  | 'EventsOfBothGroups'
  /** the scheduler binds claims, and those who watch the server read its pages for people; the default policy of 1.36 */
  | 'ClaimBindings'
  /** the scheduler reads the rules of device taints; the default policy of 1.37 */
  | 'DeviceTaintRules'
  /** the description no longer calls the bytes of requests and certificates lists (1.35) */
  | 'BytesAreNoList'
  /** a T61String in a name is read as Latin-1, so a request with one gets its certificate (1.35, by Go 1.25) */
  | 'Latin1Names'
  /** lists say which part of a collection they show, behind a gate that does not do anything here (1.36) */
  | 'ShardedLists'
  /** the table of service accounts does not count secrets (1.35) */
  | 'AccountsWithoutSecrets'
  /** errors of labels say what a label key is, and count bytes (1.35) */
  | 'LabelKeyTexts'
  /** a set of a label selector may end in two commas (1.35) */
  | 'EmptyLastLabelValues'
  /** errors of owner references and managed fields say which entry they mean, and what is required (1.37) */
  | 'IndexedOwnerReferences'
  /** a patch that is no JSON or YAML is refused before its object is looked at (1.37) */
  | 'PatchReadFirst'
  /** what a PUT or an apply creates is as new as what a POST creates (1.37) */
  | 'UpdatesCreateAfresh'
  /** the health checks have one for the certificate with which the server talks to itself (1.36) */
  | 'LoopbackCertificateCheck'
  /** requests of pods for certificates are beta, have annotations, and names in certificates are looked at (1.35) */
  | 'PodCertificateRequestsV1beta1'
  /** certificate signing requests that are approved and never issued go after a day (1.35) */
  | 'UnissuedCleanUp'
  /** that a request is not approved and denied at once is a rule of its type, while DeclarativeValidationBeta is on (1.37) */
  | 'DeclarativeDecisions'
  /** a request of a pod holds a PKCS #10 request, besides or instead of a key with a proof (1.36) */
  | 'StubRequests'
  /** ClusterTrustBundles and PodCertificateRequests are served in v1, v1beta1 is deprecated, v1alpha1 gone (1.37) */
  | 'PodCertificatesV1'
  /** server-side apply of a PodCertificateRequest leaves out what its endpoint does not change (1.37) */
  | 'PodCertificateResetFields'
  /** a kubelet asks for the signers that a pod's volumes name, or is permitted to ask (1.37) */
  | 'PodCertificateSignerOfVolume'
  /** conditions: an empty type or status is a required value, and a second one of a type is told at its index (1.37) */
  | 'RequiredConditionFields'
  /** a pod's status says what its resources are (1.35) */
  | 'PodLevelResourceStatus'
  /** nodes say which features their kubelets have (1.35) */
  | 'DeclaredNodeFeatures'
  /** the operators of a toleration include `Gt` and `Lt` (1.35) */
  | 'ComparingTolerations'
  /** pods say which workload they are part of (1.35, until SchedulingGroups) */
  | 'WorkloadReferences'
  /** pods say which group of pods they are put on nodes with (1.36) */
  | 'SchedulingGroups'
  /** a pod's status says what its volumes of images are, why devices are ill, and what claims take of the node (1.36) */
  | 'DetailedPodStatus'
  /** a pod says who is asked before it is evicted, how probes speak, how volumes are mounted and whose files in them are (1.37) */
  | 'NewerPodFields'
