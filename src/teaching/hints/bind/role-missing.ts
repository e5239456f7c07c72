import type { Binding } from '../../../apiserver/authz/subject-index.ts'
import type { BindHint } from '../facts.ts'
import { inNamespace } from '../grant.ts'
import type { HintText } from '../hint.ts'
import { mayListRoles } from '../may-read.ts'
import { nearest } from '../../../apimachinery/text/nearest.ts'
import { PAGES } from '../pages.ts'
import { shellWord } from '../shell.ts'
import { subjectOptions } from '../subject-options.ts'

/** Recreates the binding, because its roleRef is immutable. */
const bindAgain = ({ name, namespace, subjects }: Binding, role: string): string => {
  const kind = namespace === '' ? 'clusterrolebinding' : 'rolebinding'
  const where = inNamespace(namespace)
  return `kubectl delete ${kind} ${shellWord(name)}${where} && kubectl create ${kind} ${shellWord(name)} ${role} ${subjectOptions(subjects, namespace)}${where}`
}

/** The API accepts a binding to a missing role. */
export const roleMissing: BindHint = {
  id: 'role-missing',
  page: PAGES.rbac,
  says: ({ cluster, user, binding }): HintText | undefined => {
    const { roleRef, namespace } = binding
    const { kind, name } = roleRef
    const isRole = kind === 'Role'
    const home = isRole ? namespace : ''
    if (!mayListRoles(cluster, user, home) || cluster.rbac.rulesOf(roleRef, home) !== undefined)
      return undefined
    const said = {
      text: `there is no ${kind} ${name}${home === '' ? '' : ` in the namespace ${home}`}, so this binding grants nothing yet.`,
    }
    if (
      isRole &&
      mayListRoles(cluster, user, '') &&
      cluster.rbac.rulesOf({ ...roleRef, kind: 'ClusterRole' }, '') !== undefined
    ) {
      return {
        ...said,
        mend: `If the ClusterRole ${name} was meant, bind that.`,
        command: bindAgain(binding, `--clusterrole=${shellWord(name)}`),
      }
    }
    const meant = nearest(name, cluster.rbac.roleNames(home))
    if (meant !== undefined) {
      return {
        ...said,
        mend: `If ${meant} was meant, bind that.`,
        command: bindAgain(binding, `--${isRole ? 'role' : 'clusterrole'}=${shellWord(meant)}`),
      }
    }
    return {
      ...said,
      mend: 'Create it, for example to read pods.',
      command: `kubectl create ${isRole ? 'role' : 'clusterrole'} ${shellWord(name)} --verb=get,list,watch --resource=pods${inNamespace(home)}`,
    }
  },
}
