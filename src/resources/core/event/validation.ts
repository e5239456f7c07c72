import type { CoreEvent } from '../../../apis/events.ts'
import {
  FieldPath,
  invalid,
  required,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import { dns1123SubdomainErrors, qualifiedNameErrors } from '../../../apimachinery/names.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

const WORD_MAX = 128
const MESSAGE_MAX = 1024

const limited = (path: FieldPath, value: string, max: number): FieldError[] =>
  Buffer.byteLength(value) > max ? [invalid(path, '', `can have at most ${max} characters`)] : []

const requiredWord = (field: string, value: string): FieldError[] => {
  const path = FieldPath.of(field)
  return value === '' ? [required(path)] : limited(path, value, WORD_MAX)
}

const namespaceMismatch = (namespace: string): FieldError =>
  invalid(FieldPath.of('involvedObject', 'namespace'), namespace, 'does not match event.namespace')

/** Validates an event without eventTime; client-go's `tools/record` writes such events. */
const validateOld = ({ metadata, involvedObject }: CoreEvent): FieldError[] => {
  const { namespace = '' } = metadata
  const { namespace: about = '' } = involvedObject
  // events about cluster-scoped objects go to the default namespace
  const matches = about === '' ? namespace === '' || namespace === 'default' : about === namespace
  return matches ? [] : [namespaceMismatch(about)]
}

const validateNew = (
  event: CoreEvent,
  reporterField: string,
  release: ReleaseFeatures,
): FieldError[] => {
  const { namespace = '' } = event.metadata
  const { namespace: about = '' } = event.involvedObject
  const reporter = event.reportingComponent ?? ''
  const path = FieldPath.of(reporterField)
  return [
    ...(about === '' && namespace !== 'default' && namespace !== 'kube-system'
      ? [namespaceMismatch(about)]
      : []),
    ...(reporter === '' ? [required(path)] : []),
    ...invalidEach(path, reporter, qualifiedNameErrors(reporter, release)),
    ...requiredWord('reportingInstance', event.reportingInstance ?? ''),
    ...requiredWord('action', event.action ?? ''),
    ...requiredWord('reason', event.reason ?? ''),
    ...limited(FieldPath.of('message'), event.message ?? '', MESSAGE_MAX),
  ]
}

/**
 * Source: `pkg/apis/core/validation/events.go`. `reporterField`: the name of the field
 * reportingComponent in the API group of the request.
 */
export const validateEvent = (
  event: CoreEvent,
  reporterField: string,
  release: ReleaseFeatures,
): FieldError[] => {
  const { namespace = '' } = event.metadata
  return [
    ...(event.eventTime ? validateNew(event, reporterField, release) : validateOld(event)),
    ...invalidEach(FieldPath.of('namespace'), namespace, dns1123SubdomainErrors(namespace)),
  ]
}

export const validateCoreEvent = (
  event: CoreEvent,
  { release }: Pick<RequestContext, 'release'>,
): FieldError[] => validateEvent(event, 'reportingComponent', release)
