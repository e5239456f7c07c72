import { type Action, actionText, mayDo, parseAction } from '../actions.ts'
import type { CheckParameters } from '../lab.ts'
import { loggedIn, whoami } from '../login.ts'
import { compared, comparedSets, type CheckResult, joined, type LabWorkspace } from '../place.ts'
import type { Asker } from '../../../apiserver/client/call.ts'

const EVERYBODY = 'system:authenticated'

export const logsIn = (
  { as = {}, user, groups }: CheckParameters['logsIn'],
  place: LabWorkspace,
): Promise<CheckResult> => {
  const wanted = place.say.loginWanted(user)
  return loggedIn(place, as, wanted, async (client) => {
    const found = await whoami(client, place, wanted)
    const own = found.groups.filter((group) => group !== EVERYBODY)
    return joined(compared('username', found.username, user), comparedSets('groups', own, groups))
  })
}

/** Finds the first action whose result is not `wanted`. */
export const tryAll = async (
  actions: readonly Action[],
  wanted: 'allowed' | 'forbidden',
  client: Asker,
  place: LabWorkspace,
): Promise<CheckResult> => {
  const { say } = place
  for (const action of actions) {
    const text = actionText(action)
    const found = (await mayDo(action, client, place)) ? 'allowed' : 'forbidden'
    if (found !== wanted) return { is: say[found](text), wanted: say[wanted](text) }
  }
  return undefined
}

const tried =
  (wanted: 'allowed' | 'forbidden') =>
  ({ as = {}, actions }: CheckParameters['may'], place: LabWorkspace): Promise<CheckResult> => {
    const hope = place.say[wanted](actions[0] ?? '')
    return loggedIn(place, as, hope, async (client) => {
      // a failed login does not count as forbidden
      await whoami(client, place, hope)
      return tryAll(actions.map(parseAction), wanted, client, place)
    })
  }

export const may = tried('allowed')
export const mayNot = tried('forbidden')
