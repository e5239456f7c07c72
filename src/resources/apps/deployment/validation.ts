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
const NON_NEGATIVE = 'must be greater than or equal to 0'

const validateCounts = (spec: DeploymentSpec): FieldError[] =>
  (
    ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'] as const
  ).flatMap((field) => {
    const value = spec[field] ?? 0
    return value < 0 ? [invalid(SPEC.child(field), value, NON_NEGATIVE)] : []
  })

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

/** A count of pods, or a percentage of them. */
const validateShare = (value: number | string, path: FieldPath): FieldError[] => {
  if (typeof value === 'number') return value < 0 ? [invalid(path, value, NON_NEGATIVE)] : []
  if (/^\d+%$/.test(value)) return []
  const text =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
  return [invalid(path, value, text)]
}

const isZero = (value: number | string): boolean => Number.parseInt(String(value), 10) === 0

const validateStrategy = ({ strategy = {} }: DeploymentSpec): FieldError[] => {
  const path = SPEC.child('strategy')
  const { type = '', rollingUpdate } = strategy
  if (type === 'Recreate') {
    return rollingUpdate === undefined
      ? []
      : [
          forbidden(
            path.child('rollingUpdate'),
            "may not be specified when strategy `type` is 'Recreate'",
          ),
        ]
  }
  if (type !== 'RollingUpdate') {
    return [notSupported(path.child('type'), type, ['Recreate', 'RollingUpdate'])]
  }
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {}
  const at = path.child('rollingUpdate')
  const errors = [
    ...validateShare(maxUnavailable, at.child('maxUnavailable')),
    ...validateShare(maxSurge, at.child('maxSurge')),
  ]
  if (isZero(maxUnavailable) && isZero(maxSurge)) {
    errors.push(
      invalid(at.child('maxUnavailable'), maxUnavailable, 'may not be 0 when `maxSurge` is 0'),
    )
  }
  if (typeof maxUnavailable === 'string' && Number.parseInt(maxUnavailable, 10) > 100) {
    errors.push(
      invalid(at.child('maxUnavailable'), maxUnavailable, 'must not be greater than 100%'),
    )
  }
  return errors
}

export const validateDeployment = (
  { release }: RequestContext,
  { spec }: Deployment,
): FieldError[] => {
  const selectorErrors = validateSelector(spec, release)
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec
  return [
    ...validateCounts(spec),
    ...selectorErrors,
    ...validateTemplate(spec, selectorErrors.length === 0, release),
    ...validateStrategy(spec),
    ...(deadline !== undefined && deadline <= minReadySeconds
      ? [
          invalid(
            SPEC.child('progressDeadlineSeconds'),
            deadline,
            'must be greater than minReadySeconds',
          ),
        ]
      : []),
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
