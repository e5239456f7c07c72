/** The commands that make the rule that was missing. Pure. */
import type { Attributes } from '../../apiserver/authz/authorizer.ts'
import { combinedResource, ruleAllows } from '../../apiserver/authz/rule-match.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { RefusedFacts } from './facts.ts'
import { shellWord } from './shell.ts'
import { shortName, subjectOption } from './subject-options.ts'

/** What the authorizer was asked; in another namespace where one is given. */
export const questionOf = (
  {
    user,
    verb,
    path,
    isResource,
    apiGroup,
    apiVersion,
    resource,
    subresource,
    name,
    ...facts
  }: RefusedFacts,
  namespace = facts.namespace,
): Attributes => ({
  user,
  verb,
  path,
  resourceRequest: isResource,
  apiGroup,
  apiVersion,
  resource,
  subresource,
  name,
  namespace,
})

export const inNamespace = (namespace: string): string =>
  namespace === '' ? '' : ` -n ${shellWord(namespace)}`

/** Adds a user or a group to a binding that is there. */
export const setSubject = (
  { name, namespace }: Pick<Binding, 'name' | 'namespace'>,
  kind: 'user' | 'group',
  subject: string,
): string =>
  `kubectl set subject ${namespace === '' ? 'clusterrolebinding' : 'rolebinding'} ${shellWord(name)} --${kind}=${shellWord(subject)}${inNamespace(namespace)}`

/** `kubectl create role …` for what was asked. */
export const roleCommand = (facts: RefusedFacts, role: string, kind: 'role' | 'clusterrole') => {
  const { verb, apiGroup, resource, subresource, path, isResource, namespace } = facts
  const start = `kubectl create ${kind} ${shellWord(role)} --verb=${shellWord(verb)}`
  if (!isResource) return `${start} --non-resource-url=${shellWord(path)}`
  const plain = apiGroup === '' ? resource : `${resource}.${apiGroup}`
  const what = subresource === '' ? plain : `${plain}/${subresource}`
  return `${start} --resource=${shellWord(what)}${kind === 'role' ? inNamespace(namespace) : ''}`
}

/** Creates what is missing: the role, unless one of that name allows it already, and the user's binding to it. */
export const grantCommand = (facts: RefusedFacts): string => {
  const { cluster, user, verb, resource, subresource, path, isResource, namespace } = facts
  const kind = namespace === '' ? 'clusterrole' : 'role'
  const thing = isResource
    ? subresource === ''
      ? resource
      : `${resource}-${subresource}`
    : path.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '') || 'root'
  const plain = `${thing}-${verb}`
  const reference = {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: kind === 'role' ? 'Role' : 'ClusterRole',
    name: plain,
  }
  const rules = cluster.rbac.rulesOf(reference, namespace)
  const question = questionOf(facts)
  const serves = rules?.some((rule) => ruleAllows(rule, question, combinedResource(question)))
  const own = `${shortName(user.name)}-${plain}`
  // a role of that name that is for something else is left alone
  const role = rules === undefined || serves === true ? plain : own
  const make = serves === true ? '' : `${roleCommand(facts, role, kind)} && `
  return `${make}kubectl create ${kind}binding ${shellWord(own)} --${kind}=${shellWord(role)} ${subjectOption(user.name)}${inNamespace(namespace)}`
}
