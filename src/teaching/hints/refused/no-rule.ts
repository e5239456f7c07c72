import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import type { Binding } from '../../../apiserver/authz/subject-index.ts'
import { combinedResource, ruleAllows } from '../../../apiserver/authz/rule-match.ts'
import type { ClusterView } from '../cluster.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint, Said } from '../hint.ts'
import { mayListBindings, mayListNamespaces, mayListRoles } from '../may-read.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { grantCommand, questionOf, roleCommand, setSubject } from '../grant.ts'

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

/** The bindings that count in the namespace and would allow what was asked. Only what the asker may read is looked at. */
const readableBindings = (facts: RefusedFacts): Binding[] => {
  const { cluster, asker, namespace } = facts
  const readable = new Set(
    [...new Set(['', namespace])].filter((scope) => mayListBindings(cluster, asker, scope)),
  )
  if (readable.size === 0) return []
  return [...cluster.rbac.bindings()].filter(
    (binding) => readable.has(binding.namespace) && grants(facts, binding),
  )
}

/** One of them that is for somebody whose name is nearly the user's. */
const nearMiss = (
  facts: RefusedFacts,
): { readonly meant: string; readonly binding: Binding } | undefined => {
  const { cluster, user } = facts
  if (cluster.rbac.isSubject('User', user.name)) return undefined
  const bindings = readableBindings(facts)
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
    text: `${start} The binding ${name} points to the ${roleRef.kind} ${roleRef.name}, which is not there${elsewhere}.`,
    ...(isRole && { why: 'A role and its binding belong to the same namespace.' }),
    mend: 'An administrator makes it.',
    command: roleCommand(facts, roleRef.name, isRole ? 'role' : 'clusterrole'),
  }
}

/** A binding that would allow what was asked, were it for the group and not for a user of that name. */
const namedAsUser = (
  facts: RefusedFacts,
): { readonly group: string; readonly binding: Binding } | undefined => {
  for (const binding of readableBindings(facts)) {
    const group = usersOf(binding).find((name) => facts.user.groups.includes(name))
    if (group !== undefined) return { group, binding }
  }
  return undefined
}

/** There is nothing to be granted in a namespace that is not there. */
const noNamespace = (start: string, namespace: string, cluster: ClusterView): Said => {
  const meant = nearest(namespace, cluster.namespaceNames())
  return {
    text: `${start} There is no namespace ${namespace}${meant === undefined ? '' : `, but there is one called ${meant}`}.`,
  }
}

const GRANTED = 'An administrator grants it.'

/** Logged in, but no rule: 403. What is missing is told as the commands that make it. */
export const noRule: Hint<RefusedFacts> = {
  id: 'no-rule',
  page: PAGES.rbac,
  says: (facts) => {
    const { error, user, asker, cluster, verb, path, isResource, namespace } = facts
    if (error.code !== 403 || user.name === SYSTEM_ANONYMOUS) return undefined
    // refused by admission, for another reason
    if (mayIn(facts, namespace)) return undefined
    const who = `you ${user.name === asker.name ? 'are logged in' : 'act'} as ${user.name}`
    if (!isResource) {
      return {
        text: `${who}, and no rule allows ${verb} on the path ${path}.`,
        mend: GRANTED,
        command: grantCommand(facts),
      }
    }
    const what =
      facts.subresource === '' ? facts.resource : `${facts.resource}/${facts.subresource}`
    const where = namespace === '' ? 'in the whole cluster' : `in the namespace ${namespace}`
    const start = `${who}, and no rule allows ${verb} on ${what} ${where}.`
    if (namespace !== '' && !cluster.hasNamespace(namespace) && mayListNamespaces(cluster, asker))
      return noNamespace(start, namespace, cluster)
    const named = namedAsUser(facts)
    if (named !== undefined) {
      return {
        text: `${start} The binding ${named.binding.name} is for a user ${named.group}, which is a group of yours.`,
        mend: 'An administrator binds the group.',
        command: setSubject(named.binding, 'group', named.group),
      }
    }
    const miss = nearMiss(facts)
    if (miss !== undefined) {
      const { meant, binding } = miss
      return {
        text: `${start} The binding ${binding.name} is for ${meant}.`,
        mend: `If ${user.name} was meant, add that.`,
        command: setSubject(binding, 'user', user.name),
      }
    }
    if (namespace !== '') {
      const broken = withoutRole(cluster, user.name, namespace)
      if (broken !== undefined) return roleMissing(facts, start, broken)
      const home = allowedElsewhere(facts)
      if (home !== undefined) {
        return {
          text: `${start} It is allowed in the namespace ${home}: ask there, with -n ${shellWord(home)}.`,
          mend: 'Or an administrator grants it here.',
          command: grantCommand(facts),
        }
      }
    }
    return { text: start, mend: GRANTED, command: grantCommand(facts) }
  },
}
