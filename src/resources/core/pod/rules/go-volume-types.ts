/** The types of volumes, as `go-types.ts` writes them. */
export const VOLUME_TYPES = {
  AWSElasticBlockStoreVolumeSource: 'VolumeID FSType Partition# ReadOnly!',
  AzureDiskVolumeSource: 'DiskName diskURI=DataDiskURI CachingMode* FSType* ReadOnly* Kind*',
  AzureFileVolumeSource: 'SecretName ShareName ReadOnly!',
  CSIVolumeSource: `
    Driver ReadOnly* FSType* VolumeAttributes* NodePublishSecretRef*LocalObjectReference
  `,
  CephFSVolumeSource: 'Monitors* Path User SecretFile SecretRef*LocalObjectReference ReadOnly!',
  CinderVolumeSource: 'VolumeID FSType ReadOnly! SecretRef*LocalObjectReference',
  ClusterTrustBundleProjection: `
    Name* SignerName* LabelSelector* Optional* Path User*@NewerPodFields
  `,
  ConfigMapProjection: '+LocalObjectReference Items[]KeyToPath Optional*',
  ConfigMapVolumeSource: `
    +LocalObjectReference Items[]KeyToPath DefaultMode* Optional* DefaultUser*@NewerPodFields
  `,
  DownwardAPIProjection: 'Items[]DownwardAPIVolumeFile',
  DownwardAPIVolumeFile: `
    Path FieldRef*ObjectFieldSelector ResourceFieldRef*ResourceFieldSelector Mode*
    User*@NewerPodFields
  `,
  DownwardAPIVolumeSource: 'Items[]DownwardAPIVolumeFile DefaultMode* DefaultUser*@NewerPodFields',
  EmptyDirVolumeSource: 'Medium SizeLimit* Mode*@NewerPodFields',
  EphemeralVolumeSource: 'VolumeClaimTemplate*PersistentVolumeClaimTemplate',
  FCVolumeSource: 'TargetWWNs* Lun* FSType ReadOnly! wwids=WWIDs*',
  FlexVolumeSource: 'Driver FSType SecretRef*LocalObjectReference ReadOnly! Options*',
  FlockerVolumeSource: 'DatasetName DatasetUUID',
  GCEPersistentDiskVolumeSource: 'PDName FSType Partition# ReadOnly!',
  GitRepoVolumeSource: 'Repository Revision Directory',
  GlusterfsVolumeSource: 'endpoints=EndpointsName Path ReadOnly!',
  HostPathVolumeSource: 'Path Type*',
  ISCSIVolumeSource: `
    TargetPortal IQN Lun# ISCSIInterface FSType ReadOnly! Portals*
    chapAuthDiscovery=DiscoveryCHAPAuth! chapAuthSession=SessionCHAPAuth!
    SecretRef*LocalObjectReference InitiatorName*
  `,
  ImageVolumeSource: 'Reference PullPolicy',
  KeyToPath: 'Key Path Mode* User*@NewerPodFields',
  NFSVolumeSource: 'Server Path ReadOnly!',
  ObjectFieldSelector: 'APIVersion FieldPath',
  PersistentVolumeClaimSpec: `
    AccessModes* Selector* Resources:VolumeResourceRequirements VolumeName StorageClassName*
    VolumeMode* DataSource*TypedLocalObjectReference DataSourceRef*TypedObjectReference
    VolumeAttributesClassName*
  `,
  PersistentVolumeClaimTemplate: '+ObjectMeta Spec:PersistentVolumeClaimSpec',
  PersistentVolumeClaimVolumeSource: 'ClaimName ReadOnly!',
  PhotonPersistentDiskVolumeSource: 'PdID FSType',
  PodCertificateProjection: `
    SignerName KeyType MaxExpirationSeconds* CredentialBundlePath KeyPath CertificateChainPath
    UserAnnotations*@PodCertificateRequestsV1beta1 User*@NewerPodFields
  `,
  PortworxVolumeSource: 'VolumeID FSType ReadOnly!',
  ProjectedVolumeSource: 'Sources[]VolumeProjection DefaultMode* DefaultUser*@NewerPodFields',
  QuobyteVolumeSource: 'Registry Volume ReadOnly! User Group Tenant',
  RBDVolumeSource: `
    monitors=CephMonitors* image=RBDImage FSType pool=RBDPool user=RadosUser Keyring
    SecretRef*LocalObjectReference ReadOnly!
  `,
  ResourceFieldSelector: 'ContainerName Resource Divisor~',
  ScaleIOVolumeSource: `
    Gateway System SecretRef*LocalObjectReference SSLEnabled! ProtectionDomain StoragePool
    StorageMode VolumeName FSType ReadOnly!
  `,
  SecretProjection: '+LocalObjectReference Items[]KeyToPath Optional*',
  SecretVolumeSource: `
    SecretName Items[]KeyToPath DefaultMode* Optional* DefaultUser*@NewerPodFields
  `,
  ServiceAccountTokenProjection: 'Audience ExpirationSeconds# Path User*@NewerPodFields',
  StorageOSVolumeSource: `
    VolumeName VolumeNamespace FSType ReadOnly! SecretRef*LocalObjectReference
  `,
  TypedLocalObjectReference: 'APIGroup* Kind Name',
  TypedObjectReference: 'APIGroup* Kind Name Namespace*',
  Volume: 'Name +VolumeSource',
  VolumeProjection: `
    Secret*SecretProjection DownwardAPI*DownwardAPIProjection ConfigMap*ConfigMapProjection
    ServiceAccountToken*ServiceAccountTokenProjection
    ClusterTrustBundle*ClusterTrustBundleProjection PodCertificate*PodCertificateProjection
  `,
  VolumeResourceRequirements: 'Limits* Requests*',
  VolumeSource: `
    HostPath*HostPathVolumeSource EmptyDir*EmptyDirVolumeSource
    GCEPersistentDisk*GCEPersistentDiskVolumeSource
    AWSElasticBlockStore*AWSElasticBlockStoreVolumeSource GitRepo*GitRepoVolumeSource
    Secret*SecretVolumeSource NFS*NFSVolumeSource ISCSI*ISCSIVolumeSource
    Glusterfs*GlusterfsVolumeSource PersistentVolumeClaim*PersistentVolumeClaimVolumeSource
    RBD*RBDVolumeSource Quobyte*QuobyteVolumeSource FlexVolume*FlexVolumeSource
    Cinder*CinderVolumeSource cephfs=CephFS*CephFSVolumeSource Flocker*FlockerVolumeSource
    DownwardAPI*DownwardAPIVolumeSource FC*FCVolumeSource AzureFile*AzureFileVolumeSource
    ConfigMap*ConfigMapVolumeSource VsphereVolume*VsphereVirtualDiskVolumeSource
    AzureDisk*AzureDiskVolumeSource PhotonPersistentDisk*PhotonPersistentDiskVolumeSource
    Projected*ProjectedVolumeSource PortworxVolume*PortworxVolumeSource
    ScaleIO*ScaleIOVolumeSource storageos=StorageOS*StorageOSVolumeSource CSI*CSIVolumeSource
    Ephemeral*EphemeralVolumeSource Image*ImageVolumeSource
  `,
  VsphereVirtualDiskVolumeSource: 'VolumePath FSType StoragePolicyName StoragePolicyID',
} as const
