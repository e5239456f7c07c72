import { SYSTEM_ANONYMOUS } from '../../api/user.ts'
import type { Binding } from '../../authz/subject-index.ts'
import type { ClusterView } from '../cluster.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { nearest } from '../nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { userSubjects } from '../subjects.ts'

/** The namespaces in which somebody holds a RoleBinding, each tried once. */
const allowedElsewhere = (facts: RefusedFacts): string | undefined => {
  const { cluster, namespace } = facts
  const tried = new Set([namespace, ''])
  for (const binding of cluster.rbac.bindings()) {
    if (tried.has(binding.namespace)) continue
    tried.add(binding.namespace)
    if (mayIn(facts, binding.namespace)) return binding.namespace
  }
  return undefined
}

const mayIn = (facts: RefusedFacts, namespace: string): boolean => {
  const { cluster, user, verb, path, apiGroup, apiVersion, resource, subresource, name } = facts
  const question = { user, verb, path, apiGroup, apiVersion, resource, subresource, name }
  return (
    cluster.authorizer.authorize({ ...question, resourceRequest: true, namespace }).decision ===
    'allow'
  )
}

/** A binding that counts in the namespace and is for somebody whose name is nearly the user's. */
const nearMiss = ({ rbac }: ClusterView, user: string, namespace: string): Binding | undefined => {
  const meant = nearest(user, userSubjects(rbac))
  if (meant === undefined || rbac.isSubject('User', user)) return undefined
  return [...rbac.bindings()].find(
    (binding) =>
      (binding.namespace === '' || binding.namespace === namespace) &&
      binding.subjects.some(({ kind, name }) => kind === 'User' && name === meant),
  )
}

/** A binding of this user in the namespace whose role is not there. */
const withoutRole = ({ rbac }: ClusterView, user: string, namespace: string): Binding | undefined =>
  [...rbac.bindings()].find(
    (binding) =>
      binding.namespace === namespace &&
      !rbac.hasRole(binding.roleRef.kind, binding.namespace, binding.roleRef.name) &&
      binding.subjects.some(({ kind, name }) => kind === 'User' && name === user),
  )

const grant = (facts: RefusedFacts): string => {
  const { user, verb, apiGroup, resource, subresource, namespace } = facts
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user.name)
  const subject =
    account === null
      ? `--user=${shellWord(user.name)}`
      : `--serviceaccount=${account[1]}:${account[2]}`
  const plain = apiGroup === '' ? resource : `${resource}.${apiGroup}`
  const what = subresource === '' ? plain : `${plain}/${subresource}`
  const role = `${resource}-${verb}`
  const binding = shellWord(`${user.name.split(':').at(-1)!}-${role}`)
  const [kind, where] =
    namespace === '' ? ['clusterrole', ''] : ['role', ` -n ${shellWord(namespace)}`]
  return (
    `kubectl create ${kind} ${shellWord(role)} --verb=${shellWord(verb)} --resource=${shellWord(what)}${where} && ` +
    `kubectl create ${kind}binding ${binding} --${kind}=${shellWord(role)} ${subject}${where}`
  )
}

/** Logged in, but no rule: 403. What is missing is told as the commands that make it. */
export const noRule: Hint<RefusedFacts> = {
  id: 'no-rule',
  page: PAGES.rbac,
  says: (facts) => {
    const { error, user, cluster, verb, resource, namespace } = facts
    if (error.code !== 403 || !facts.isResource || user.name === SYSTEM_ANONYMOUS) return undefined
    // refused by admission, for another reason
    if (mayIn(facts, namespace)) return undefined
    const where = namespace === '' ? 'in the whole cluster' : `in the namespace ${namespace}`
    const start = `you are logged in as ${user.name}, and no rule allows ${verb} on ${resource} ${where}.`
    const miss = nearMiss(cluster, user.name, namespace)
    if (miss !== undefined) {
      const other = nearest(user.name, userSubjects(cluster.rbac))!
      return `${start} The binding ${miss.name} is for ${other}: if ${user.name} was meant, make it again with --user=${shellWord(user.name)}.`
    }
    if (namespace !== '') {
      const broken = withoutRole(cluster, user.name, namespace)
      if (broken !== undefined) {
        const { kind, name } = broken.roleRef
        const homes = kind === 'Role' ? cluster.rbac.roleNamespaces(name) : []
        const elsewhere =
          homes.length === 0 ? '' : `; there is one of that name in ${homes.join(', ')}`
        return `${start} The binding ${broken.name} points to the ${kind} ${name}, which is not there${elsewhere}. A role and its binding belong to the same namespace.`
      }
      const home = allowedElsewhere(facts)
      if (home !== undefined) {
        return `${start} It is allowed in the namespace ${home}: ask there, with -n ${shellWord(home)}, or grant it here: ${grant(facts)}`
      }
    }
    return `${start} An administrator grants it with: ${grant(facts)}`
  },
}
