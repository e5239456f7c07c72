import type { ApiConnection } from '../../../apiserver/client/connection.ts'
import { connectionAs, makeUser } from '../made-users.ts'
import { call } from '../../../apiserver/client/call.ts'
import { type Action, actionText, parseAction } from '../actions.ts'
import { withClient } from '../client.ts'
import type { CheckParameters } from '../lab.ts'
import { type LabWorkspace, type LabCheck } from '../workspace.ts'
import { tryAll } from './logins.ts'
import { readObject } from './objects.ts'

const STRANGER = 'csrlab-check'
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection']
const ELSEWHERE = ['kube-system', 'default']

const tokenOf = async (workspace: LabWorkspace, account: string): Promise<string> => {
  const [namespace, name] = account.split('/')
  const url = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`
  const { status } = await call<{ readonly status: { readonly token: string } }>(
    workspace.requester,
    'POST',
    url,
    { spec: {} },
  )
  return status.token
}

const connectionOf = async (
  { user = STRANGER, groups = [], serviceAccount }: CheckParameters['bindingGrants'],
  workspace: LabWorkspace,
): Promise<ApiConnection> => {
  const { admin, requester } = workspace
  return serviceAccount === undefined
    ? connectionAs(admin, await makeUser(requester, user, { groups, lifetime: '10m' }))
    : { ...admin, token: await tokenOf(workspace, serviceAccount) }
}

/** Returns actions that only a too permissive role would allow. */
const beyond = (allowed: readonly Action[]): Action[] => {
  const texts = new Set(allowed.map(actionText))
  const others = allowed.flatMap((action) => {
    const { namespace, name, verb } = action
    if (!VERBS.includes(verb)) return []
    const elsewhere = ELSEWHERE.find((one) => one !== namespace)
    return [
      ...VERBS.map((other) => ({
        ...action,
        verb: other,
        name:
          other === 'list' || other === 'watch' || other === 'deletecollection' ? undefined : name,
      })),
      ...(name === undefined ? [] : [{ ...action, name: `${name}-2` }]),
      ...(namespace === undefined ? [] : [{ ...action, namespace: elsewhere }]),
    ]
  })
  const { namespace = 'default' } = allowed[0] ?? {}
  const secrets = ['get', 'list'].map((verb) => parseAction(`${verb} secrets -n ${namespace}`))
  // permission for all names includes each single name
  const isAsked = (action: Action): boolean =>
    texts.has(actionText(action)) || texts.has(actionText({ ...action, name: undefined }))
  const unasked = [...others, ...secrets].filter((action) => !isAsked(action))
  return [...new Map(unasked.map((action) => [actionText(action), action])).values()]
}

export const bindingGrants: LabCheck<'bindingGrants'> = async (given, workspace) => {
  if (given.serviceAccount !== undefined) {
    const [namespace, name] = given.serviceAccount.split('/')
    const object = `serviceaccount/${name}`
    if ((await readObject(workspace, object, namespace)) === undefined)
      return { is: workspace.say.noObject(object), wanted: workspace.say.objectThere(object) }
  }
  const connection = await connectionOf(given, workspace)
  const { allows, refuses = [] } = given
  const allowed = allows.map(parseAction)
  return withClient(
    connection,
    async (client) =>
      (await tryAll(allowed, 'allowed', client, workspace)) ??
      tryAll([...refuses.map(parseAction), ...beyond(allowed)], 'forbidden', client, workspace),
  )
}
