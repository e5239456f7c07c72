/**
 * The types that a pod's specification is made of, but volumes, as `pkg/apis/core/types.go` has them (1.36, and what 1.37 added at the
 * end of them). For each field in Go's order its name, what it is when it is not set, and of which type it is:
 *
 *     Name       a string                 Field:Type    a value of that type
 *     Name#      a number, 0              Field*Type    a pointer to one, null
 *     Name!      false                    Field[]Type   a list of them, null
 *     Name*      null                     +Type         the fields of that type
 *     Name~      an amount, "0"           json=Name     is called `json` on the wire
 *
 * `@Change` ends a field that there is since that change, `@Change<Later` one that a later change took away.
 */
export const SPEC_TYPES = {
  Affinity: 'NodeAffinity*NodeAffinity PodAffinity*PodAffinity PodAntiAffinity*PodAffinity',
  AppArmorProfile: 'Type LocalhostProfile*',
  Capabilities: 'Add* Drop*',
  ConfigMapEnvSource: '+LocalObjectReference Optional*',
  ConfigMapKeySelector: '+LocalObjectReference Key Optional*',
  Container: `
    Name Image Command* Args* WorkingDir Ports[]ContainerPort EnvFrom[]EnvFromSource Env[]EnvVar
    Resources:ResourceRequirements ResizePolicy[]ContainerResizePolicy RestartPolicy*
    RestartPolicyRules[]ContainerRestartRule VolumeMounts[]VolumeMount VolumeDevices[]VolumeDevice
    LivenessProbe*Probe ReadinessProbe*Probe StartupProbe*Probe Lifecycle*Lifecycle
    TerminationMessagePath TerminationMessagePolicy ImagePullPolicy
    SecurityContext*SecurityContext Stdin! StdinOnce! TTY!
  `,
  ContainerPort: 'Name HostPort# ContainerPort# Protocol HostIP',
  ContainerResizePolicy: 'ResourceName RestartPolicy',
  ContainerRestartRule: 'Action ExitCodes*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator Values*',
  EnvFromSource: 'Prefix ConfigMapRef*ConfigMapEnvSource SecretRef*SecretEnvSource',
  EnvVar: 'Name Value ValueFrom*EnvVarSource',
  EnvVarSource: `
    FieldRef*ObjectFieldSelector ResourceFieldRef*ResourceFieldSelector
    ConfigMapKeyRef*ConfigMapKeySelector SecretKeyRef*SecretKeySelector FileKeyRef*FileKeySelector
  `,
  EphemeralContainer: '+Container TargetContainerName',
  EvictionResponder: 'Name Priority*',
  ExecAction: 'Command*',
  FileKeySelector: 'VolumeName Path Key Optional*',
  GRPCAction: 'Port# Service* Mode*@NewerPodFields',
  HTTPGetAction: 'Path Port# Host Scheme HTTPHeaders[]HTTPHeader Protocol*@NewerPodFields',
  HTTPHeader: 'Name Value',
  HostAlias: 'IP Hostnames*',
  Lifecycle: 'PostStart*LifecycleHandler PreStop*LifecycleHandler StopSignal*',
  LifecycleHandler: `
    Exec*ExecAction HTTPGet*HTTPGetAction TCPSocket*TCPSocketAction Sleep*SleepAction
  `,
  LocalObjectReference: 'Name',
  NodeAffinity: `
    RequiredDuringSchedulingIgnoredDuringExecution*NodeSelector
    PreferredDuringSchedulingIgnoredDuringExecution[]PreferredSchedulingTerm
  `,
  NodeSelector: 'NodeSelectorTerms[]NodeSelectorTerm',
  NodeSelectorRequirement: 'Key Operator Values*',
  NodeSelectorTerm: `
    MatchExpressions[]NodeSelectorRequirement MatchFields[]NodeSelectorRequirement
  `,
  PodAffinity: `
    RequiredDuringSchedulingIgnoredDuringExecution[]PodAffinityTerm
    PreferredDuringSchedulingIgnoredDuringExecution[]WeightedPodAffinityTerm
  `,
  PodAffinityTerm: `
    LabelSelector* Namespaces* TopologyKey NamespaceSelector* MatchLabelKeys* MismatchLabelKeys*
  `,
  PodDNSConfig: 'Nameservers* Searches* Options[]PodDNSConfigOption',
  PodDNSConfigOption: 'Name Value*',
  PodOS: 'Name',
  PodReadinessGate: 'ConditionType',
  PodResourceClaim: 'Name ResourceClaimName* ResourceClaimTemplateName*',
  PodSchedulingGate: 'Name',
  PodSchedulingGroup: 'PodGroupName*',
  PodSecurityContext: `
    HostNetwork! HostPID! HostIPC! ShareProcessNamespace* HostUsers* SELinuxOptions*SELinuxOptions
    WindowsOptions*WindowsSecurityContextOptions RunAsUser* RunAsGroup* RunAsNonRoot*
    SupplementalGroups* SupplementalGroupsPolicy* FSGroup* FSGroupChangePolicy* Sysctls[]Sysctl
    SeccompProfile*SeccompProfile AppArmorProfile*AppArmorProfile SELinuxChangePolicy*
  `,
  PodSpec: `
    Volumes[]Volume InitContainers[]Container Containers[]Container
    EphemeralContainers[]EphemeralContainer RestartPolicy TerminationGracePeriodSeconds*
    ActiveDeadlineSeconds* DNSPolicy NodeSelector* ServiceAccountName
    AutomountServiceAccountToken* NodeName SecurityContext:PodSecurityContext
    ImagePullSecrets[]LocalObjectReference Hostname Subdomain SetHostnameAsFQDN* Affinity*Affinity
    SchedulerName Tolerations[]Toleration HostAliases[]HostAlias PriorityClassName Priority*
    PreemptionPolicy* DNSConfig*PodDNSConfig ReadinessGates[]PodReadinessGate RuntimeClassName*
    Overhead* EnableServiceLinks* TopologySpreadConstraints[]TopologySpreadConstraint OS*PodOS
    SchedulingGates[]PodSchedulingGate ResourceClaims[]PodResourceClaim
    Resources*ResourceRequirements HostnameOverride*
    WorkloadRef*WorkloadReference@WorkloadReferences<SchedulingGroups
    SchedulingGroup*PodSchedulingGroup@SchedulingGroups
    EvictionResponders[]EvictionResponder@NewerPodFields
  `,
  PreferredSchedulingTerm: 'Weight# Preference:NodeSelectorTerm',
  Probe: `
    +ProbeHandler InitialDelaySeconds# TimeoutSeconds# PeriodSeconds# SuccessThreshold#
    FailureThreshold# TerminationGracePeriodSeconds*
  `,
  ProbeHandler: 'Exec*ExecAction HTTPGet*HTTPGetAction TCPSocket*TCPSocketAction GRPC*GRPCAction',
  ResourceClaim: 'Name Request',
  ResourceRequirements: 'Limits* Requests* Claims[]ResourceClaim',
  SELinuxOptions: 'User Role Type Level',
  SeccompProfile: 'Type LocalhostProfile*',
  SecretEnvSource: '+LocalObjectReference Optional*',
  SecretKeySelector: '+LocalObjectReference Key Optional*',
  SecurityContext: `
    Capabilities*Capabilities Privileged* SELinuxOptions*SELinuxOptions
    WindowsOptions*WindowsSecurityContextOptions RunAsUser* RunAsGroup* RunAsNonRoot*
    ReadOnlyRootFilesystem* AllowPrivilegeEscalation* ProcMount* SeccompProfile*SeccompProfile
    AppArmorProfile*AppArmorProfile
  `,
  SleepAction: 'Seconds#',
  Sysctl: 'Name Value',
  TCPSocketAction: 'Port# Host',
  Toleration: 'Key Operator Value Effect TolerationSeconds*',
  TopologySpreadConstraint: `
    MaxSkew# TopologyKey WhenUnsatisfiable LabelSelector* MinDomains* NodeAffinityPolicy*
    NodeTaintsPolicy* MatchLabelKeys*
  `,
  VolumeDevice: 'Name DevicePath',
  VolumeMount: `
    Name ReadOnly! RecursiveReadOnly* MountPath SubPath MountPropagation* SubPathExpr
    BindMountOptions*@NewerPodFields
  `,
  WeightedPodAffinityTerm: 'Weight# PodAffinityTerm:PodAffinityTerm',
  WindowsSecurityContextOptions: `
    GMSACredentialSpecName* GMSACredentialSpec* RunAsUserName* HostProcess*
  `,
  WorkloadReference: 'Name PodGroup PodGroupReplicaKey',
} as const
