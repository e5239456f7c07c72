import { SYSTEM_ANONYMOUS } from '../../api/user.ts'
import type { Binding } from '../../authz/subject-index.ts'
import type { ClusterView } from '../cluster.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint, Said } from '../hint.ts'
import { nearest } from '../nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { userSubjects } from '../subjects.ts'
import { grantCommand, questionOf, roleCommand } from '../grant.ts'

const mayIn = (facts: RefusedFacts, namespace: string): boolean =>
  facts.cluster.authorizer.authorize(questionOf(facts, namespace)).decision === 'allow'

/** The namespaces in which somebody holds a RoleBinding, each tried once. */
const allowedElsewhere = (facts: RefusedFacts): string | undefined => {
  const tried = new Set([facts.namespace, ''])
  for (const { namespace } of facts.cluster.rbac.bindings()) {
    if (tried.has(namespace)) continue
    tried.add(namespace)
    if (mayIn(facts, namespace)) return namespace
  }
  return undefined
}

/** A binding that counts in the namespace and is for somebody whose name is nearly the user's. */
const nearMiss = (
  { rbac }: ClusterView,
  user: string,
  namespace: string,
): { readonly meant: string; readonly binding: Binding } | undefined => {
  if (rbac.isSubject('User', user)) return undefined
  const meant = nearest(user, userSubjects(rbac))
  if (meant === undefined) return undefined
  for (const binding of rbac.bindings()) {
    if (binding.namespace !== '' && binding.namespace !== namespace) continue
    if (binding.subjects.some(({ kind, name }) => kind === 'User' && name === meant))
      return { meant, binding }
  }
  return undefined
}

/** A binding of this user in the namespace whose role is not there. */
const withoutRole = ({ rbac }: ClusterView, user: string, namespace: string): Binding | undefined =>
  [...rbac.bindings()].find(
    (binding) =>
      binding.namespace === namespace &&
      !rbac.hasRole(binding.roleRef.kind, binding.namespace, binding.roleRef.name) &&
      binding.subjects.some(({ kind, name }) => kind === 'User' && name === user),
  )

const roleMissing = (facts: RefusedFacts, start: string, { name, roleRef }: Binding): Said => {
  const isRole = roleRef.kind === 'Role'
  const homes = isRole ? facts.cluster.rbac.roleNamespaces(roleRef.name) : []
  const elsewhere = homes.length === 0 ? '' : `; there is one of that name in ${homes.join(', ')}`
  return {
    text: `${start} The binding ${name} points to the ${roleRef.kind} ${roleRef.name}, which is not there${elsewhere}. A role and its binding belong to the same namespace.`,
    command: roleCommand(facts, roleRef.name, isRole ? 'role' : 'clusterrole'),
  }
}

/** Logged in, but no rule: 403. What is missing is told as the commands that make it. */
export const noRule: Hint<RefusedFacts> = {
  id: 'no-rule',
  page: PAGES.rbac,
  says: (facts) => {
    const { error, user, cluster, verb, path, isResource, namespace } = facts
    if (error.code !== 403 || user.name === SYSTEM_ANONYMOUS) return undefined
    // refused by admission, for another reason
    if (mayIn(facts, namespace)) return undefined
    if (!isResource) {
      return {
        text: `you are logged in as ${user.name}, and no rule allows ${verb} on the path ${path}. An administrator grants it.`,
        command: grantCommand(facts),
      }
    }
    const what =
      facts.subresource === '' ? facts.resource : `${facts.resource}/${facts.subresource}`
    const where = namespace === '' ? 'in the whole cluster' : `in the namespace ${namespace}`
    const start = `you are logged in as ${user.name}, and no rule allows ${verb} on ${what} ${where}.`
    const miss = nearMiss(cluster, user.name, namespace)
    if (miss !== undefined) {
      const { meant, binding } = miss
      return {
        text: `${start} The binding ${binding.name} is for ${meant}. If ${user.name} was meant, add that.`,
        command:
          binding.namespace === ''
            ? `kubectl set subject clusterrolebinding ${shellWord(binding.name)} --user=${shellWord(user.name)}`
            : `kubectl set subject rolebinding ${shellWord(binding.name)} --user=${shellWord(user.name)} -n ${shellWord(binding.namespace)}`,
      }
    }
    if (namespace !== '') {
      const broken = withoutRole(cluster, user.name, namespace)
      if (broken !== undefined) return roleMissing(facts, start, broken)
      const home = allowedElsewhere(facts)
      if (home !== undefined) {
        return {
          text: `${start} It is allowed in the namespace ${home}: ask there, with -n ${shellWord(home)}. Or an administrator grants it here.`,
          command: grantCommand(facts),
        }
      }
    }
    return { text: `${start} An administrator grants it.`, command: grantCommand(facts) }
  },
}
