/** Bindings: defaults (`pkg/apis/rbac/v1/defaults.go`), validation (`pkg/apis/rbac/validation`). */
import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import {
  type FieldError,
  FieldPath,
  invalid,
  JsonValue,
  notSupportedInOrder,
  required,
  invalidEach,
} from '../../apimachinery/field.ts'
import { dns1123SubdomainErrors, pathSegmentErrors } from '../../apimachinery/names.ts'
import {
  type ClusterRoleBinding,
  RBAC_GROUP,
  type RoleBinding,
  type RoleRef,
  type Subject,
} from '../../apis/rbac.ts'

type AnyBinding = RoleBinding | ClusterRoleBinding

const isPerson = (kind: string): boolean => kind === 'User' || kind === 'Group'

/** Users and groups belong to the RBAC API group, service accounts to the core group, named "". */
const subjectWithGroup = (subject: Subject): Subject => {
  const { kind, apiGroup = '', name, namespace } = subject
  if (apiGroup !== '' || !isPerson(kind)) return subject
  return { kind, apiGroup: RBAC_GROUP, name, ...omitEmpty({ namespace }) }
}

const bindingWithDefaults = <T extends AnyBinding>(binding: T): T => {
  const { roleRef, subjects } = binding
  return {
    ...binding,
    ...(subjects && { subjects: subjects.map(subjectWithGroup) }),
    roleRef: roleRef.apiGroup === '' ? { ...roleRef, apiGroup: RBAC_GROUP } : roleRef,
  }
}

const validateGroup = (
  group: string | undefined,
  expected: string,
  path: FieldPath,
): FieldError[] =>
  group === expected ? [] : [notSupportedInOrder(path.child('apiGroup'), group, [expected])]

const validateRoleRef = (
  { apiGroup, kind, name }: RoleRef,
  kinds: readonly string[],
): FieldError[] => {
  const path = FieldPath.of('roleRef')
  return [
    ...validateGroup(apiGroup, RBAC_GROUP, path),
    ...(kinds.includes(kind) ? [] : [notSupportedInOrder(path.child('kind'), kind, kinds)]),
    ...(name === '' ? [required(path.child('name'))] : []),
    ...invalidEach(path.child('name'), name, pathSegmentErrors(name)),
  ]
}

const validateSubject = (
  { kind, apiGroup = '', name, namespace = '' }: Subject,
  namespaced: boolean,
  path: FieldPath,
): FieldError[] => {
  const namePath = path.child('name')
  const missing = name === '' ? [required(namePath)] : []
  if (isPerson(kind)) return [...missing, ...validateGroup(apiGroup, RBAC_GROUP, path)]
  if (kind !== 'ServiceAccount') {
    const kinds = ['ServiceAccount', 'User', 'Group']
    return [...missing, notSupportedInOrder(path.child('kind'), kind, kinds)]
  }
  return [
    ...(name === '' ? missing : invalidEach(namePath, name, dns1123SubdomainErrors(name))),
    ...validateGroup(apiGroup, '', path),
    ...(!namespaced && namespace === '' ? [required(path.child('namespace'))] : []),
  ]
}

const validateBinding = ({ kind, roleRef, subjects = [] }: AnyBinding): FieldError[] => {
  const namespaced = kind === 'RoleBinding'
  return [
    ...validateRoleRef(roleRef, namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']),
    ...subjects.flatMap((subject, i) =>
      validateSubject(subject, namespaced, FieldPath.of('subjects').index(i)),
    ),
  ]
}

/** roleRef is immutable: the right to change subjects must not suffice to grant another role. */
const validateBindingUpdate = (binding: AnyBinding, old: AnyBinding): FieldError[] => {
  const errors = validateBinding(binding)
  const { apiGroup, kind, name } = binding.roleRef
  const was = old.roleRef
  if (apiGroup === was.apiGroup && kind === was.kind && name === was.name) return errors
  // the error shows Go's field names
  const shown = new JsonValue({ APIGroup: apiGroup, Kind: kind, Name: name })
  return [...errors, invalid(FieldPath.of('roleRef'), shown, 'cannot change roleRef')]
}

export const bindingStrategy = {
  applyDefaults: bindingWithDefaults,
  validate: validateBinding,
  validateUpdate: validateBindingUpdate,
}
