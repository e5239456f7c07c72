/** Profiles of seccomp and of AppArmor, in fields and in the annotations that preceded those (`pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  invalid,
  JsonValue,
  notSupportedInOrder,
  required,
  tooLong,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { SecurityProfile } from '../../../../api/kinds/security.ts'
import { goValue } from './go-form.ts'
import { validateDescendingPath } from './paths.ts'

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined']

const validateType = (type: string, field: string, path: FieldPath): FieldError[] => {
  if (type === '') return [required(path, `type is required when ${field} is set`)]
  return TYPES.includes(type) ? [] : [notSupportedInOrder(path, new JsonValue(type), TYPES)]
}

export const validateSeccomp = (
  profile: SecurityProfile | undefined,
  path: FieldPath,
): FieldError[] => {
  if (profile === undefined) return []
  const { type = '', localhostProfile: file } = profile
  const at = path.child('localhostProfile')
  const errors = validateType(type, 'seccompProfile', path.child('type'))
  if (type !== 'Localhost') {
    const text = 'can only be set when seccomp type is Localhost'
    if (file === undefined) return errors
    return [...errors, invalid(at, goValue('SeccompProfile', profile), text)]
  }
  return file === undefined
    ? [required(at, 'must be set when seccomp type is Localhost')]
    : validateDescendingPath(at, file)
}

const NAME_MAX = 4095

const validateLocalAppArmor = (name: string | undefined, path: FieldPath): FieldError[] => {
  const unset = [required(path, 'must be set when AppArmor type is Localhost')]
  if (name === undefined || name === '') return unset
  return [
    ...(name === name.trim() ? [] : [invalid(path, name, 'must not be padded with whitespace')]),
    ...(Buffer.byteLength(name) > NAME_MAX ? [tooLong(path, NAME_MAX)] : []),
  ]
}

export const validateAppArmor = (
  profile: SecurityProfile | undefined,
  path: FieldPath,
): FieldError[] => {
  if (profile === undefined) return []
  const { type = '', localhostProfile: name } = profile
  const at = path.child('localhostProfile')
  if (type === 'Localhost') return validateLocalAppArmor(name, at)
  const errors = validateType(type, 'appArmorProfile', path.child('type'))
  return errors.length > 0 || name === undefined
    ? errors
    : [invalid(at, new JsonValue(name), 'can only be set when AppArmor type is Localhost')]
}

const LOCAL = 'localhost/'

/** How an annotation names a profile: the words for each type, and what the errors call the kind of profile. */
export interface AnnotationForm {
  readonly called: string
  readonly unconfined: string
  readonly defaults: readonly string[]
}

export const SECCOMP: AnnotationForm = {
  called: 'seccomp',
  unconfined: 'unconfined',
  defaults: ['runtime/default', 'docker/default'],
}

export const APP_ARMOR: AnnotationForm = {
  called: 'apparmor',
  unconfined: 'unconfined',
  defaults: ['runtime/default'],
}

/** Field and annotation, where there are both, say the same. */
export const validateSameProfile = (
  annotation: string,
  { type, localhostProfile }: SecurityProfile,
  { called, unconfined, defaults }: AnnotationForm,
  path: FieldPath,
): FieldError[] => {
  const differs = (field: string, what: string): FieldError[] => [
    forbidden(path.child(field), `${called} ${what} in annotation and field must match`),
  ]
  if (type === 'Unconfined') return annotation === unconfined ? [] : differs('type', 'type')
  if (type === 'RuntimeDefault') return defaults.includes(annotation) ? [] : differs('type', 'type')
  if (type !== 'Localhost') return []
  if (!annotation.startsWith(LOCAL)) return differs('type', 'type')
  return annotation.slice(LOCAL.length) === localhostProfile
    ? []
    : differs('localhostProfile', 'profile')
}
