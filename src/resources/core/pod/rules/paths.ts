/** Paths that have to stay below the place where they begin (`validateLocalDescendingPath` and its like). */
import { invalid, type FieldError, type FieldPath } from '../../../../api/field.ts'

export const validateNoBacksteps = (path: FieldPath, text: string): FieldError[] =>
  text.split('/').includes('..') ? [invalid(path, text, "must not contain '..'")] : []

export const validateDescendingPath = (path: FieldPath, text: string): FieldError[] => [
  ...(text.startsWith('/') ? [invalid(path, text, 'must be a relative path')] : []),
  ...validateNoBacksteps(path, text),
]

/** What begins with two dots is the kubelet's own. */
export const validateUnreservedPath = (path: FieldPath, text: string): FieldError[] => [
  ...validateDescendingPath(path, text),
  ...(text.startsWith('..') && !text.startsWith('../')
    ? [invalid(path, text, "must not start with '..'")]
    : []),
]
