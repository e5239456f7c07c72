import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import type { Binding } from '../../../apiserver/authz/subject-index.ts'
import type { Attributes } from '../../../apiserver/authz/authorizer.ts'
import { combinedResource, ruleAllows } from '../../../apiserver/authz/rule-match.ts'
import type { RefusedFacts, RefusedHint } from '../facts.ts'
import type { HintText } from '../hint.ts'
import { mayListBindings } from '../may-read.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { grantCommand, setSubject } from '../grant.ts'
import { shortName, subjectOption } from '../subject-options.ts'

/** The question that the authorizer denied. */
const questionOf = (facts: RefusedFacts, namespace = facts.namespace): Attributes => ({
  ...facts,
  namespace,
})

const mayIn = (facts: RefusedFacts, namespace: string): boolean =>
  facts.cluster.authorizer.authorize(questionOf(facts, namespace)).decision === 'allow'

/** Whether the binding's role allows the request. */
const grants = (facts: RefusedFacts, { roleRef, namespace }: Binding): boolean => {
  const question = questionOf(facts)
  const rules = facts.cluster.rbac.rulesOf(roleRef, namespace) ?? []
  return rules.some((rule) => ruleAllows(rule, question, combinedResource(question)))
}

const usersOf = ({ subjects }: Binding): string[] =>
  subjects
    .filter(({ kind, name }) => kind === 'User' && !name.startsWith('system:'))
    .map(({ name }) => name)

/** Returns a namespace in which a RoleBinding allows the request. */
const allowedElsewhere = (facts: RefusedFacts): string | undefined => {
  const tried = new Set([facts.namespace, ''])
  for (const { namespace } of facts.cluster.rbac.bindings()) {
    if (tried.has(namespace)) continue
    tried.add(namespace)
    if (mayIn(facts, namespace)) return namespace
  }
  return undefined
}

/** Returns the bindings that would allow the request and that the asker may read. */
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

/** Returns a binding for a user with a similar name. */
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

/** Returns a binding for a user named like one of the refused user's groups. */
const namedAsUser = (
  facts: RefusedFacts,
): { readonly group: string; readonly binding: Binding } | undefined => {
  for (const binding of readableBindings(facts)) {
    const group = usersOf(binding).find((name) => facts.user.groups.includes(name))
    if (group !== undefined) return { group, binding }
  }
  return undefined
}

/** The request is forbidden, because no rule allows it. */
export const noRule: RefusedHint = {
  id: 'no-rule',
  page: PAGES.rbac,
  says: (facts) => {
    const { error, user, asker, verb, path, resourceRequest, namespace } = facts
    if (error.code !== 403 || user.name === SYSTEM_ANONYMOUS) return undefined
    // refused by admission
    if (mayIn(facts, namespace)) return undefined
    const who = `you ${user.name === asker.name ? 'are logged in' : 'act'} as ${user.name}`
    const granted = (text: string): HintText => ({
      text,
      mend: 'An administrator grants it.',
      command: grantCommand(shortName(user.name), subjectOption(user.name), facts),
    })
    if (!resourceRequest) return granted(`${who}, and no rule allows ${verb} on the path ${path}.`)
    const what =
      facts.subresource === '' ? facts.resource : `${facts.resource}/${facts.subresource}`
    const where = namespace === '' ? 'in the whole cluster' : `in the namespace ${namespace}`
    const start = `${who}, and no rule allows ${verb} on ${what} ${where}.`
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
        mend: `If ${user.name} was meant, add that user.`,
        command: setSubject(binding, 'user', user.name),
      }
    }
    const home = namespace === '' ? undefined : allowedElsewhere(facts)
    return home === undefined
      ? granted(start)
      : {
          ...granted(
            `${start} It is allowed in the namespace ${home}: ask there, with -n ${shellWord(home)}.`,
          ),
          mend: 'Or an administrator grants it here.',
        }
  },
}
