import { nearest } from '../../../apimachinery/text/nearest.ts'
import { SYSTEM_ANONYMOUS } from '../../../apimachinery/user.ts'
import type { Binding } from '../../../apiserver/authz/subject-index.ts'
import { combinedResource, ruleAllows } from '../../../apiserver/authz/rule-match.ts'
import type { RefusedFacts, RefusedHint } from '../facts.ts'
import { bindingCommand, grantCommand, subjectOption } from '../grant.ts'
import type { HintText } from '../hint.ts'
import { mayListRbac } from '../may-read.ts'
import { shellWord } from '../shell.ts'

const mayIn = (facts: RefusedFacts, namespace: string): boolean =>
  facts.cluster.authorizer.authorize({ ...facts, namespace }).decision === 'allow'

const usersOf = ({ subjects }: Binding): string[] =>
  subjects
    .filter(({ kind, name }) => kind === 'User' && !name.startsWith('system:'))
    .map(({ name }) => name)

/** Returns bindings that the asker may list, and whose roles allow the request. */
const readableBindings = (facts: RefusedFacts): Binding[] => {
  const { cluster, asker, namespace: home } = facts
  const readable = ['', home].filter((scope) => mayListRbac(cluster, asker, 'rolebindings', scope))
  if (readable.length === 0) return []
  return [...cluster.rbac.bindings()].filter(
    ({ namespace, roleRef }) =>
      readable.includes(namespace) &&
      cluster.rbac
        .rulesOf(roleRef, namespace)
        ?.some((rule) => ruleAllows(rule, facts, combinedResource(facts))),
  )
}

export const noRule: RefusedHint = {
  id: 'no-rule',
  page: 'rbac',
  says: (facts) => {
    const { error, user, asker, verb, path, resourceRequest, namespace, cluster } = facts
    if (error.code !== 403 || user.name === SYSTEM_ANONYMOUS) return undefined
    // authorization allows the request, so admission rejected it
    if (mayIn(facts, namespace)) return undefined
    const who = `you ${user.name === asker.name ? 'are logged in' : 'act'} as ${user.name}`
    const granted = (text: string): HintText => ({
      text,
      mend: 'An administrator grants it.',
      command: grantCommand({ kind: 'User', name: user.name }, facts),
    })
    if (!resourceRequest) return granted(`${who}, and no rule allows ${verb} on the path ${path}.`)
    const where = namespace === '' ? 'in the whole cluster' : `in the namespace ${namespace}`
    const start = `${who}, and no rule allows ${verb} on ${combinedResource(facts)} ${where}.`
    const bindings = readableBindings(facts)
    const bindingFor = (name: string): Binding | undefined =>
      bindings.find((one) => usersOf(one).includes(name))
    const added = (binding: Binding, kind: 'User' | 'Group', name: string): string =>
      bindingCommand('set subject', binding, subjectOption({ kind, name }))
    for (const group of user.groups) {
      const binding = bindingFor(group)
      if (binding !== undefined)
        return {
          text: `${start} The binding ${binding.name} is for a user ${group}, which is a group of yours.`,
          mend: 'An administrator binds the group.',
          command: added(binding, 'Group', group),
        }
    }
    const meant = cluster.rbac.isSubject('User', user.name)
      ? undefined
      : nearest(user.name, bindings.flatMap(usersOf))
    if (meant !== undefined) {
      const binding = bindingFor(meant)!
      return {
        text: `${start} The binding ${binding.name} is for ${meant}.`,
        mend: `If ${user.name} was meant, add that user.`,
        command: added(binding, 'User', user.name),
      }
    }
    const home =
      namespace === ''
        ? undefined
        : [...new Set(Array.from(cluster.rbac.bindings(), (binding) => binding.namespace))].find(
            (one) => mayIn(facts, one),
          )
    return home === undefined
      ? granted(start)
      : {
          ...granted(`${start} It is allowed in the namespace ${home}: add -n ${shellWord(home)}.`),
          mend: 'Or an administrator grants it here.',
        }
  },
}
