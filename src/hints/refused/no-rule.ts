import { SYSTEM_ANONYMOUS } from '../../api/user.ts'
import type { Binding } from '../../authz/subject-index.ts'
import { combinedResource, ruleAllows } from '../../authz/rule-match.ts'
import type { ClusterView } from '../cluster.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint, Said } from '../hint.ts'
import { mayListBindings, mayListRoles } from '../may-read.ts'
import { nearest } from '../nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { grantCommand, questionOf, roleCommand } from '../grant.ts'

const mayIn = (facts: RefusedFacts, namespace: string): boolean =>
  facts.cluster.authorizer.authorize(questionOf(facts, namespace)).decision === 'allow'

/** Whether what the binding's role allows is what was asked. */
const grants = (facts: RefusedFacts, { roleRef, namespace }: Binding): boolean => {
  const question = questionOf(facts)
  const rules = facts.cluster.rbac.rulesOf(roleRef, namespace) ?? []
  return rules.some((rule) => ruleAllows(rule, question, combinedResource(question)))
}

/** The users that a binding is for, those of the system left out. */
const usersOf = ({ subjects }: Binding): string[] =>
  subjects
    .filter(({ kind, name }) => kind === 'User' && !name.startsWith('system:'))
    .map(({ name }) => name)

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

/**
 * A binding that counts in the namespace, would allow what was asked, and is for somebody whose name is nearly the user's. Only what the
 * asker may read is looked at.
 */
const nearMiss = (
  facts: RefusedFacts,
): { readonly meant: string; readonly binding: Binding } | undefined => {
  const { cluster, user, asker, namespace } = facts
  const { rbac } = cluster
  if (rbac.isSubject('User', user.name)) return undefined
  const readable = new Set(
    [...new Set(['', namespace])].filter((scope) => mayListBindings(cluster, asker, scope)),
  )
  if (readable.size === 0) return undefined
  const bindings = [...rbac.bindings()].filter(
    (binding) => readable.has(binding.namespace) && grants(facts, binding),
  )
  const meant = nearest(user.name, bindings.flatMap(usersOf))
  const binding = bindings.find((one) => meant !== undefined && usersOf(one).includes(meant))
  return meant === undefined || binding === undefined ? undefined : { meant, binding }
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
  const { cluster, asker } = facts
  const isRole = roleRef.kind === 'Role'
  const homes = isRole
    ? cluster.rbac
        .roleNamespaces(roleRef.name)
        .filter((namespace) => mayListRoles(cluster, asker, namespace))
    : []
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
    const miss = nearMiss(facts)
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
