import { type Action, actionText, mayDo, parseAction } from '../actions.ts'
import { loggedIn, whoami } from '../login.ts'
import {
  compared,
  comparedSets,
  type CheckResult,
  joined,
  type LabWorkspace,
  type LabCheck,
} from '../workspace.ts'
import type { Requester } from '../../../apiserver/client/call.ts'

const EVERYBODY = 'system:authenticated'

export const logsIn: LabCheck<'logsIn'> = ({ as = {}, user, groups }, workspace) => {
  const wanted = workspace.say.loginWanted(user)
  return loggedIn(workspace, as, wanted, async (client) => {
    const found = await whoami(client, workspace, wanted)
    const own = found.groups.filter((group) => group !== EVERYBODY)
    return joined(compared('username', found.username, user), comparedSets('groups', own, groups))
  })
}

export const tryAll = async (
  actions: readonly Action[],
  wanted: 'allowed' | 'forbidden',
  client: Requester,
  workspace: LabWorkspace,
): Promise<CheckResult> => {
  const { say } = workspace
  for (const action of actions) {
    const text = actionText(action)
    const found = (await mayDo(action, client, workspace)) ? 'allowed' : 'forbidden'
    if (found !== wanted) return { is: say[found](text), wanted: say[wanted](text) }
  }
  return undefined
}

const tried =
  (wanted: 'allowed' | 'forbidden'): LabCheck<'may' | 'mayNot'> =>
  ({ as = {}, actions }, workspace) => {
    const hope = workspace.say[wanted](actions[0] ?? '')
    return loggedIn(workspace, as, hope, async (client) => {
      // a failed login does not count as forbidden
      await whoami(client, workspace, hope)
      return tryAll(actions.map(parseAction), wanted, client, workspace)
    })
  }

export const may = tried('allowed')
export const mayNot = tried('forbidden')
