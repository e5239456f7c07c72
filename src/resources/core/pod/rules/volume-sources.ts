/** What a volume is made of (`validateVolumeSource` of `pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  required,
  tooLong,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { dns1123SubdomainErrors } from '../../../../api/names.ts'
import { nanosOf } from '../../../../api/quantity.ts'
import type { VolumeSource } from '../../../../api/kinds/volumes.ts'
import { validateClaimTemplate } from './claim-template.ts'
import {
  validateConfigMapVolume,
  validateDownwardVolume,
  validateSecretVolume,
} from './file-volumes.ts'
import { validateIscsi } from './iscsi.ts'
import { validateDescendingPath, validateNoBacksteps } from './paths.ts'
import { validateProjectedVolume } from './projected-volumes.ts'
import type { PodScope } from './scope.ts'
import {
  validateAwsDisk,
  validateAzureDisk,
  validateCinder,
  validateFibreChannel,
  validateFlexVolume,
  validateFlocker,
  validateGceDisk,
  validateNfs,
  validateQuobyte,
  validateStorageOs,
} from './storage-volumes.ts'
import {
  PULL_POLICIES,
  validateOptionalWord,
  validateRequired,
  validateText,
  validateWord,
} from './words.ts'

type Source<K extends keyof VolumeSource> = NonNullable<VolumeSource[K]>
type Validate<T> = (source: T, path: FieldPath, scope: PodScope) => FieldError[]

/** What is wrong with a source of that kind, and where its errors stand if not at the name of the kind. */
export interface SourceRule<K extends keyof VolumeSource = keyof VolumeSource> {
  readonly validate: Validate<Source<K>>
  readonly at?: string
  /** where it says that the volume is of another kind already */
  readonly refusedAt?: string
}

const validateEmptyDir: Validate<Source<'emptyDir'>> = ({ sizeLimit }, path) =>
  sizeLimit !== undefined && nanosOf(sizeLimit) < 0n
    ? [forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
    : []

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

const validateHostPath: Validate<Source<'hostPath'>> = ({ path: on = '', type }, path) =>
  on === ''
    ? [required(path.child('path'))]
    : [
        ...validateNoBacksteps(path.child('path'), on),
        ...validateOptionalWord(path.child('type'), type, HOST_PATH_TYPES),
      ]

const validateGitRepo: Validate<Source<'gitRepo'>> = (source, path) => [
  ...validateRequired(path, source, 'repository'),
  ...validateDescendingPath(path.child('directory'), source.directory ?? ''),
]

const DRIVER_MAX = 63

const validateDriver = (driver: string, path: FieldPath, { release }: PodScope): FieldError[] =>
  driver === '' && release.has('MissingDriverOnce')
    ? [required(path)]
    : [
        ...(driver === '' ? [required(path)] : []),
        ...(Buffer.byteLength(driver) > DRIVER_MAX ? [tooLong(path, DRIVER_MAX)] : []),
        ...validateText(path, driver, (text) => dns1123SubdomainErrors(text.toLowerCase())),
      ]

/** A wrong name of the secret is told of as if it were the volume's. */
const validateCsi: Validate<Source<'csi'>> = (
  { driver = '', nodePublishSecretRef },
  path,
  scope,
) => {
  const errors = validateDriver(driver, path.child('driver'), scope)
  if (nodePublishSecretRef === undefined) return errors
  const { name = '' } = nodePublishSecretRef
  return [
    ...errors,
    ...(name === ''
      ? [required(path.child('nodePublishSecretRef', 'name'))]
      : validateText(path.child('name'), name, dns1123SubdomainErrors)),
  ]
}

const requiring =
  <T extends object>(...names: (keyof T & string)[]): Validate<T> =>
  (source, path) =>
    validateRequired(path, source, ...names)

/** By the kind of volume, in the order in which they are looked at: a volume is of the first kind that it names. */
export const SOURCES: { readonly [K in keyof VolumeSource]-?: SourceRule<K> } = {
  emptyDir: { validate: validateEmptyDir },
  hostPath: { validate: validateHostPath },
  gitRepo: { validate: validateGitRepo },
  gcePersistentDisk: { validate: validateGceDisk, at: 'persistentDisk' },
  awsElasticBlockStore: { validate: validateAwsDisk },
  secret: { validate: validateSecretVolume },
  nfs: { validate: validateNfs },
  iscsi: { validate: validateIscsi },
  glusterfs: { validate: requiring('endpoints', 'path') },
  flocker: { validate: validateFlocker },
  persistentVolumeClaim: { validate: requiring('claimName') },
  rbd: { validate: requiring('monitors', 'image') },
  cinder: { validate: validateCinder },
  cephfs: { validate: requiring('monitors'), refusedAt: 'cephFS' },
  quobyte: { validate: validateQuobyte },
  downwardAPI: { validate: validateDownwardVolume, refusedAt: 'downwarAPI' },
  fc: { validate: validateFibreChannel },
  flexVolume: { validate: validateFlexVolume },
  configMap: { validate: validateConfigMapVolume },
  azureFile: { validate: requiring('secretName', 'shareName') },
  vsphereVolume: { validate: requiring('volumePath') },
  photonPersistentDisk: { validate: requiring('pdID') },
  portworxVolume: { validate: requiring('volumeID') },
  azureDisk: { validate: validateAzureDisk },
  storageos: { validate: validateStorageOs },
  projected: { validate: validateProjectedVolume },
  scaleIO: { validate: requiring('gateway', 'system', 'volumeName') },
  csi: { validate: validateCsi },
  ephemeral: {
    validate: ({ volumeClaimTemplate: template }, path, scope) =>
      template === undefined
        ? [required(path.child('volumeClaimTemplate'))]
        : validateClaimTemplate(template, path.child('volumeClaimTemplate'), scope),
  },
  image: {
    validate: ({ reference = '', pullPolicy }, path, { metadata }) => [
      // whoever makes pods of a template may fill it in
      ...(metadata !== undefined && reference === '' ? [required(path.child('reference'))] : []),
      ...validateWord(path.child('pullPolicy'), pullPolicy, PULL_POLICIES),
    ],
  },
}
