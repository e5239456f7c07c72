/** Validates the selector and the pod template of a Deployment (`pkg/apis/apps/validation`). */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment, DeploymentSpec } from '../../../apis/apps.ts'
import {
  FieldPath,
  invalid,
  JsonValue,
  required,
  type FieldError,
} from '../../../apimachinery/field.ts'
import {
  labelSelectorOf,
  validateLabelSelector,
} from '../../../apimachinery/label-selector-spec.ts'
import { validatePodSpec } from '../../core/pod/validation.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

const SPEC = FieldPath.of('spec')

const validateSelector = ({ selector }: DeploymentSpec, release: ReleaseFeatures): FieldError[] => {
  const path = SPEC.child('selector')
  if (!selector) return [required(path)]
  const errors = validateLabelSelector(selector, path, release)
  if (errors.length === 0 && labelSelectorOf(selector).empty) {
    errors.push(invalid(path, selector, 'empty selector is invalid for deployment'))
  }
  return errors
}

const validateTemplate = (
  { selector, template }: DeploymentSpec,
  selectorIsValid: boolean,
  release: ReleaseFeatures,
): FieldError[] => {
  const path = SPEC.child('template')
  const { labels } = template.metadata
  const isMatched = !selectorIsValid || !selector || labelSelectorOf(selector).matches(labels ?? {})
  return [
    ...(isMatched
      ? []
      : [
          invalid(
            path.child('metadata', 'labels'),
            new JsonValue(labels ?? null),
            '`selector` does not match template `labels`',
          ),
        ]),
    ...validatePodSpec(template.spec, path.child('spec'), release),
  ]
}

export const validateDeployment = (
  { spec }: Deployment,
  { release }: RequestContext,
): FieldError[] => {
  const selectorErrors = validateSelector(spec, release)
  return [...selectorErrors, ...validateTemplate(spec, selectorErrors.length === 0, release)]
}

export const validateDeploymentUpdate = (
  deployment: Deployment,
  old: Deployment,
  context: RequestContext,
): FieldError[] => {
  const { selector } = deployment.spec
  return [
    ...validateDeployment(deployment, context),
    ...(isDeepStrictEqual(selector, old.spec.selector)
      ? []
      : [invalid(SPEC.child('selector'), selector, 'field is immutable')]),
  ]
}
