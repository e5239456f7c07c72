/** What is wrong with a Deployment (`pkg/apis/apps/validation`). */
import { append } from '../../../api/append.ts'
import { isDeepStrictEqual } from 'node:util'
import type { Deployment, DeploymentSpec } from '../../../api/kinds/apps.ts'
import {
  FieldPath,
  forbidden,
  invalid,
  JsonValue,
  notSupported,
  required,
  type FieldError,
} from '../../../api/field.ts'
import {
  labelSelectorOf,
  validateLabels,
  validateLabelSelector,
} from '../../../api/label-selector.ts'
import { validateAnnotations } from '../../../registry/object-meta-validation.ts'
import { validatePodSpec } from '../../core/pod/validation.ts'
import type { RequestContext } from '../../../api/context.ts'
import type { Release } from '../../../release/release.ts'

const SPEC = FieldPath.of('spec')

const validateReplicas = ({ replicas = 0 }: DeploymentSpec): FieldError[] =>
  replicas < 0
    ? [invalid(SPEC.child('replicas'), replicas, 'must be greater than or equal to 0')]
    : []

const validateSelector = (
  { selector }: DeploymentSpec,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const path = SPEC.child('selector')
  if (!selector) return [required(path)]
  const errors = validateLabelSelector(selector, path, release)
  if (errors.length === 0 && labelSelectorOf(selector).empty) {
    errors.push(invalid(path, selector, 'empty selector is invalid for deployment'))
  }
  return errors
}

const validateTemplate = (
  spec: DeploymentSpec,
  selectorIsValid: boolean,
  release: Pick<Release, 'has'>,
): FieldError[] => {
  const { selector, template } = spec
  const path = SPEC.child('template')
  const { labels: given, annotations = {} } = template.metadata
  const labels = given ?? {}
  const errors: FieldError[] = []
  if (selectorIsValid && selector && !labelSelectorOf(selector).matches(labels)) {
    errors.push(
      invalid(
        path.child('metadata', 'labels'),
        new JsonValue(given ?? null),
        '`selector` does not match template `labels`',
      ),
    )
  }
  append(errors, validateLabels(labels, path.child('metadata', 'labels'), release))
  append(errors, validateAnnotations(annotations, path.child('metadata', 'annotations'), release))
  append(errors, validatePodSpec(template.spec, path.child('spec'), release))
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec
  if (restartPolicy !== 'Always') {
    errors.push(notSupported(path.child('spec', 'restartPolicy'), restartPolicy, ['Always']))
  }
  if (activeDeadlineSeconds !== undefined) {
    errors.push(
      forbidden(
        path.child('spec', 'activeDeadlineSeconds'),
        'activeDeadlineSeconds in ReplicaSet is not Supported',
      ),
    )
  }
  return errors
}

export const validateDeployment = (
  { release }: RequestContext,
  { spec }: Deployment,
): FieldError[] => {
  const selectorErrors = validateSelector(spec, release)
  return [
    ...validateReplicas(spec),
    ...selectorErrors,
    ...validateTemplate(spec, selectorErrors.length === 0, release),
  ]
}

export const validateDeploymentUpdate = (
  context: RequestContext,
  deployment: Deployment,
  old: Deployment,
): FieldError[] => {
  const { selector } = deployment.spec
  return [
    ...validateDeployment(context, deployment),
    ...(isDeepStrictEqual(selector, old.spec.selector)
      ? []
      : [invalid(SPEC.child('selector'), selector, 'field is immutable')]),
  ]
}
