import { nearest } from '../../../apimachinery/text/nearest.ts'
import type { BindHint } from '../facts.ts'
import { bindingCommand, inNamespace, subjectOption } from '../grant.ts'
import type { HintText } from '../hint.ts'
import { mayListRbac } from '../may-read.ts'
import { shellWord } from '../shell.ts'

/** The API accepts bindings to missing roles. */
export const roleMissing: BindHint = {
  id: 'role-missing',
  page: 'rbac',
  says: ({ cluster, user, binding }): HintText | undefined => {
    const { roleRef, namespace, subjects } = binding
    const { kind, name } = roleRef
    const isRole = kind === 'Role'
    const home = isRole ? namespace : ''
    const roles = cluster.rbac.roleNames(home)
    if (!mayListRbac(cluster, user, 'roles', home) || roles.includes(name)) return undefined
    const text = `there is no ${kind} ${name}${home === '' ? '' : ` in the namespace ${home}`}, so this binding grants nothing yet.`
    /** Suggests a new binding, because a roleRef is immutable. */
    const bindInstead = (meant: string, role: string): HintText => ({
      text,
      mend: `If ${meant} was meant, bind that.`,
      command: `${bindingCommand('delete', binding)} && ${bindingCommand('create', binding, role, ...subjects.map((one) => subjectOption({ namespace, ...one })))}`,
    })
    if (
      isRole &&
      mayListRbac(cluster, user, 'roles', '') &&
      cluster.rbac.roleNames('').includes(name)
    )
      return bindInstead(`the ClusterRole ${name}`, `--clusterrole=${shellWord(name)}`)
    const meant = nearest(name, roles)
    return meant === undefined
      ? {
          text,
          mend: 'Create it, for example to read pods.',
          command: `kubectl create ${kind.toLowerCase()} ${shellWord(name)} --verb=get,list,watch --resource=pods${inNamespace(home)}`,
        }
      : bindInstead(meant, `--${kind.toLowerCase()}=${shellWord(meant)}`)
  },
}
