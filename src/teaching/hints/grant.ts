import type { Attributes } from '../../apiserver/authz/authorizer.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import { shellWord } from './shell.ts'

export const inNamespace = (namespace: string): string =>
  namespace === '' ? '' : ` -n ${shellWord(namespace)}`

export const setSubject = (
  { name, namespace }: Pick<Binding, 'name' | 'namespace'>,
  kind: 'user' | 'group',
  subject: string,
): string =>
  `kubectl set subject ${namespace === '' ? 'clusterrolebinding' : 'rolebinding'} ${shellWord(name)} --${kind}=${shellWord(subject)}${inNamespace(namespace)}`

type Action = Pick<
  Attributes,
  'verb' | 'apiGroup' | 'resource' | 'subresource' | 'path' | 'namespace'
>

const combined = (resource: string, subresource: string, separator: string): string =>
  subresource === '' ? resource : `${resource}${separator}${subresource}`

const nameOf = ({ verb, resource, subresource, path }: Action): string => {
  const plainPath = path.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '')
  return `${combined(resource, subresource, '-') || plainPath || 'root'}-${verb}`
}

/**
 * Creates a role for an action and binds it.
 *
 * @param holder - prefix of both names
 *
 * @param subject - option of `kubectl create rolebinding`: `--user=jane`
 */
export const grantCommand = (holder: string, subject: string, action: Action): string => {
  const { verb, apiGroup, resource, subresource, path, namespace } = action
  const kind = namespace === '' ? 'clusterrole' : 'role'
  const where = inNamespace(namespace)
  const name = shellWord(`${holder}-${nameOf(action)}`)
  const plain = apiGroup === '' ? resource : `${resource}.${apiGroup}`
  const target =
    resource === ''
      ? `--non-resource-url=${shellWord(path)}`
      : `--resource=${shellWord(combined(plain, subresource, '/'))}`
  return `kubectl create ${kind} ${name} --verb=${shellWord(verb)} ${target}${where} && kubectl create ${kind}binding ${name} --${kind}=${name} ${subject}${where}`
}
