import type { Attributes } from '../../apiserver/authz/authorizer.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { Subject } from '../../apis/rbac.ts'
import { combinedResource } from '../../apiserver/authz/rule-match.ts'
import { shellWord } from './shell.ts'

export const shortName = (user: string): string => user.split(':').at(-1)!

const ACCOUNT = /^system:serviceaccount:([^:]+:[^:]+)$/

/** Returns the option of `kubectl create rolebinding` and `kubectl set subject`. */
export const subjectOption = ({ kind, name, namespace = '' }: Subject): string => {
  if (kind === 'Group') return `--group=${shellWord(name)}`
  const account = kind === 'User' ? ACCOUNT.exec(name)?.[1] : `${namespace}:${name}`
  return account === undefined
    ? `--user=${shellWord(name)}`
    : `--serviceaccount=${shellWord(account)}`
}

export const inNamespace = (namespace: string): string =>
  namespace === '' ? '' : ` -n ${shellWord(namespace)}`

/** `kubectl VERB rolebinding NAME OPTIONS -n NAMESPACE` */
export const bindingCommand = (
  verb: 'create' | 'delete' | 'set subject',
  { name, namespace }: Pick<Binding, 'name' | 'namespace'>,
  ...options: readonly string[]
): string =>
  `${['kubectl', verb, namespace === '' ? 'clusterrolebinding' : 'rolebinding', shellWord(name), ...options].join(' ')}${inNamespace(namespace)}`

type Action = Pick<
  Attributes,
  'verb' | 'apiGroup' | 'resource' | 'subresource' | 'path' | 'namespace'
>

const nameOf = (action: Action): string => {
  const plainPath = action.path.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '')
  return `${combinedResource(action).replace('/', '-') || plainPath || 'root'}-${action.verb}`
}

/** The role and its binding are named after the subject and the action. */
export const grantCommand = (subject: Subject, action: Action): string => {
  const { verb, apiGroup, resource, subresource, path, namespace } = action
  const kind = namespace === '' ? 'clusterrole' : 'role'
  const where = inNamespace(namespace)
  const name = `${shortName(subject.name)}-${nameOf(action)}`
  const plain = apiGroup === '' ? resource : `${resource}.${apiGroup}`
  const target =
    resource === ''
      ? `--non-resource-url=${shellWord(path)}`
      : `--resource=${shellWord(combinedResource({ resource: plain, subresource }))}`
  const role = `${kind} ${shellWord(name)} --verb=${shellWord(verb)} ${target}${where}`
  return `kubectl create ${role} && ${bindingCommand('create', { name, namespace }, `--${kind}=${shellWord(name)}`, subjectOption(subject))}`
}
