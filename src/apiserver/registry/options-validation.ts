/** Validates request options; errors are 422s of `CreateOptions.meta.k8s.io` and the like. */
import {
  FieldPath,
  forbidden,
  invalid,
  notSupported,
  notSupportedInOrder,
  required,
  tooLongErrors,
  type FieldError,
} from '../../apimachinery/field.ts'
import { invalidObject } from '../../apimachinery/status.ts'
import type { Deletion } from './delete.ts'

export const FIELD_MANAGER_MAX_BYTES = 128

interface WriteOptions {
  readonly fieldManager?: string
  readonly fieldValidation?: string
  readonly dryRun?: readonly string[]
  /** only for a patch */
  readonly force?: boolean
}

export interface DeleteOptions extends Deletion {
  readonly dryRun?: readonly string[]
}

export interface ListParameters {
  readonly watch: boolean
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: string
  readonly continue?: string
  readonly sendInitialEvents?: boolean
}

const check = (kind: string, errors: readonly FieldError[]): void => {
  if (errors.length > 0) throw invalidObject('meta.k8s.io', kind, '', errors)
}

/** The positions in errors count bytes. */
export const fieldManagerErrors = (manager: string, path: FieldPath): FieldError[] => {
  const errors = tooLongErrors(path, manager, FIELD_MANAGER_MAX_BYTES)
  for (const { 0: char, index } of manager.matchAll(/[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu)) {
    const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
    const position = Buffer.byteLength(manager.slice(0, index))
    errors.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`))
  }
  return errors
}

const dryRunErrors = (dryRun: readonly string[] = []): FieldError[] =>
  dryRun.every((value) => value === 'All')
    ? []
    : [notSupported(FieldPath.of('dryRun'), dryRun, ['All'])]

const FIELD_VALIDATION = ['', 'Ignore', 'Strict', 'Warn']

const writeErrors = ({
  fieldManager = '',
  fieldValidation = '',
  dryRun,
}: WriteOptions): FieldError[] => [
  ...fieldManagerErrors(fieldManager, FieldPath.of('fieldManager')),
  ...dryRunErrors(dryRun),
  ...(FIELD_VALIDATION.includes(fieldValidation)
    ? []
    : [notSupported(FieldPath.of('fieldValidation'), fieldValidation, FIELD_VALIDATION)]),
]

/** Throws the 422 for invalid options. */
export const checkWriteOptions = (
  kind: 'CreateOptions' | 'UpdateOptions',
  options: WriteOptions,
): void => check(kind, writeErrors(options))

/** Server-side apply requires a manager and allows `force`. */
export const checkPatchOptions = (options: WriteOptions, apply: boolean): void => {
  const errors = writeErrors(options)
  if (!apply && options.force !== undefined) {
    errors.unshift(forbidden(FieldPath.of('force'), 'may not be specified for non-apply patch'))
  }
  if (apply && !options.fieldManager) {
    errors.unshift(required(FieldPath.of('fieldManager'), 'is required for apply patch'))
  }
  check('PatchOptions', errors)
}

const PROPAGATION_POLICIES: readonly string[] = ['Foreground', 'Background', 'Orphan']

export const checkDeleteOptions = ({
  orphanDependents,
  propagationPolicy: policy,
  dryRun,
}: DeleteOptions): void => {
  const path = FieldPath.of('propagationPolicy')
  const errors = dryRunErrors(dryRun)
  if (policy !== undefined && !PROPAGATION_POLICIES.includes(policy)) {
    errors.unshift(notSupportedInOrder(path, policy, [...PROPAGATION_POLICIES, 'nil']))
  }
  if (policy !== undefined && orphanDependents !== undefined) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set'
    errors.unshift(invalid(path, policy, detail))
  }
  check('DeleteOptions', errors)
}

export const checkListOptions = (options: ListParameters): void =>
  check('ListOptions', options.watch ? watchErrors(options) : listErrors(options))

const MATCH_PATH = FieldPath.of('resourceVersionMatch')

const noMatch = (detail: string): FieldError => forbidden(MATCH_PATH, detail)
const NO_MATCH_WITH_TOKEN = noMatch('resourceVersionMatch is forbidden when continue is provided')

const listErrors = ({
  resourceVersion = '',
  resourceVersionMatch: match = '',
  continue: token = '',
  sendInitialEvents,
}: ListParameters): FieldError[] => {
  const errors: FieldError[] = []
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(noMatch('resourceVersionMatch is forbidden unless resourceVersion is provided'))
    }
    if (token !== '') errors.push(NO_MATCH_WITH_TOKEN)
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupportedInOrder(MATCH_PATH, match, ['Exact', 'NotOlderThan', '']))
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(noMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(
      forbidden(FieldPath.of('sendInitialEvents'), 'sendInitialEvents is forbidden for list'),
    )
  }
  return errors
}

const watchErrors = ({
  resourceVersionMatch: match = '',
  continue: token = '',
  sendInitialEvents,
}: ListParameters): FieldError[] => {
  const errors: FieldError[] = []
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(noMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'))
  }
  if (match === '') return errors
  if (sendInitialEvents === undefined) {
    errors.push(
      noMatch('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    )
  }
  if (match !== 'NotOlderThan')
    errors.push(notSupportedInOrder(MATCH_PATH, match, ['NotOlderThan']))
  if (token !== '') errors.push(NO_MATCH_WITH_TOKEN)
  return errors
}
