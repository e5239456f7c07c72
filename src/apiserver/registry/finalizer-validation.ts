/** Validates finalizers (`k8s.io/apimachinery/pkg/api/validation`). */
import {
  type FieldError,
  FieldPath,
  forbidden,
  invalid,
  invalidEach,
} from '../../apimachinery/field.ts'
import { qualifiedNameErrors } from '../../apimachinery/names.ts'
import type { ReleaseFeatures } from '../../apimachinery/release/release.ts'
import { goQuote } from '../../apimachinery/text/quote.ts'

const PATH = FieldPath.of('metadata', 'finalizers')

/** Finalizers that need no domain in their name. */
const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

export const validateFinalizers = (
  finalizers: readonly string[],
  release: ReleaseFeatures,
): FieldError[] => {
  const errors = finalizers.flatMap((finalizer) =>
    invalidEach(PATH, finalizer, qualifiedNameErrors(finalizer, release)),
  )
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(
      invalid(PATH, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    )
  }
  return errors
}

const unknownFinalizerErrors = (finalizer: string): string[] =>
  finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
    ? []
    : ['name is neither a standard finalizer name nor is it fully qualified']

export const finalizerErrors = (finalizer: string, release: ReleaseFeatures): string[] => [
  ...qualifiedNameErrors(finalizer, release),
  ...unknownFinalizerErrors(finalizer),
]

/**
 * Validates that finalizers of built-in kinds are standard or have a domain
 * (pkg/apis/core/validation/validation.go).
 */
export const validateKnownFinalizers = (finalizers: readonly string[]): FieldError[] =>
  finalizers.flatMap((finalizer, i) =>
    invalidEach(PATH.index(i), finalizer, unknownFinalizerErrors(finalizer)),
  )

export const validateNoNewFinalizers = (
  finalizers: readonly string[],
  old: readonly string[],
): FieldError[] => {
  const before = new Set(old)
  const added = [...new Set(finalizers)].filter((finalizer) => !before.has(finalizer)).sort()
  if (added.length === 0) return []
  return [
    forbidden(
      PATH,
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(goQuote).join(', ')}}`,
    ),
  ]
}
