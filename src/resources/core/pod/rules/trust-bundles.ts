/** Trust anchors in a projected volume (`validateProjectionSources` of `pkg/apis/core/validation`, 1.36). */
import { invalid, required, type FieldError, type FieldPath } from '../../../../api/field.ts'
import { validateLabelSelector } from '../../../../api/label-selector.ts'
import { validateSignerName } from '../../../../api/signer-name.ts'
import type { TrustBundleProjection } from '../../../../api/kinds/volumes.ts'
import { ownedNameErrors } from '../../../certificates/clustertrustbundle/validation.ts'
import { goValue } from './go-form.ts'
import { validateUnreservedPath } from './paths.ts'
import type { PodScope } from './scope.ts'
import { validateRequired } from './words.ts'

const validateName = (
  name: string,
  { labelSelector }: TrustBundleProjection,
  path: FieldPath,
): FieldError[] => {
  const at = path.child('name')
  const colon = name.lastIndexOf(':')
  const signer = colon < 0 ? '' : name.slice(0, colon).replaceAll(':', '/')
  return [
    ...(name === '' ? [required(at, 'must be a valid object name')] : []),
    ...ownedNameErrors(name, false, signer).map((text) =>
      invalid(at, name, `not a valid clustertrustbundlename: ${text}`),
    ),
    ...(labelSelector === undefined
      ? []
      : [
          invalid(
            path.child('labelSelector'),
            labelSelector,
            'labelSelector must be unset if name is specified',
          ),
        ]),
  ]
}

const validateSigner = (
  signerName: string,
  { labelSelector }: TrustBundleProjection,
  path: FieldPath,
  { release }: PodScope,
): FieldError[] => {
  const at = path.child('signerName')
  return [
    ...(signerName === '' ? [required(at, 'must be a valid signer name')] : []),
    ...validateSignerName(signerName, at),
    ...(labelSelector
      ? validateLabelSelector(labelSelector, path.child('labelSelector'), release)
      : []),
  ]
}

const validateChoice = (
  source: TrustBundleProjection,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => {
  const { name, signerName } = source
  if (name !== undefined && signerName !== undefined) {
    const value = goValue('ClusterTrustBundleProjection', source, scope.release)
    return [invalid(path, value, 'only one of name and signerName may be used')]
  }
  if (name !== undefined) return validateName(name, source, path)
  if (signerName !== undefined) return validateSigner(signerName, source, path, scope)
  return [required(path, 'either name or signerName must be specified')]
}

export const validateTrustBundle = (
  source: TrustBundleProjection,
  path: FieldPath,
  scope: PodScope,
): FieldError[] => [
  ...validateChoice(source, path, scope),
  ...validateRequired(path, source, 'path'),
  ...validateUnreservedPath(path.child('path'), source.path ?? ''),
]
