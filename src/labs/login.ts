/** Logs in as a learner would: over TLS, with files of the working folder. */
import type { Connection } from '../doctor/connection.ts'
import type { UserInfo } from '../api/user.ts'
import type { Asker } from '../manage/objects/call.ts'
import { type Client, NoAnswer, withClient } from './client.ts'
import { isFinding, readContext } from './kubeconfig-file.ts'
import type { Login } from './lab.ts'
import { fileIn, type Finding, type Found, type Place } from './place.ts'

interface Way {
  readonly connection: Connection
  readonly isTrusting: boolean
}

/** The file that a kubeconfig is in when nobody says. */
export const KUBECONFIG = 'kubeconfig'

const wayOf = (place: Place, login: Login): Way | Finding => {
  const { say } = place
  const { server, ca } = place.admin
  const nobody = { certificate: undefined, key: undefined, token: undefined }
  const ours = { ...nobody, server, ca }
  const { key, certificate, token, kubeconfig = KUBECONFIG, context } = login
  const files = [key, certificate, token].filter((name) => name !== undefined)
  const missing = files.find((name) => fileIn(place, name) === undefined)
  if (missing !== undefined) return { is: say.noFile(missing), wanted: say.fileWanted(missing) }
  if (key !== undefined && certificate !== undefined)
    return {
      connection: { ...ours, key: fileIn(place, key), certificate: fileIn(place, certificate) },
      isTrusting: false,
    }
  if (token !== undefined)
    return {
      connection: { ...ours, token: fileIn(place, token)!.toString().trim() },
      isTrusting: false,
    }
  const found = readContext(place, kubeconfig, context)
  return isFinding(found) ? found : { connection: found, isTrusting: found.isTrusting }
}

/** What `task` finds with a client of whoever that is, or why there is none. */
export const loggedIn = async (
  place: Place,
  login: Login,
  wanted: string,
  task: (client: Client) => Promise<Found>,
): Promise<Found> => {
  const way = wayOf(place, login)
  if (isFinding(way)) return way
  try {
    return await withClient(way.connection, task, way)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { is: place.say.noAnswer(way.connection.server, error.message), wanted }
  }
}

/** Whom the server takes somebody for; a finding where it does not let them in. */
export const whoami = async (
  client: Asker,
  place: Place,
  wanted: string,
): Promise<(Pick<UserInfo, 'groups'> & { readonly username: string }) | Finding> => {
  const { code, body } = await client.inject(
    'POST',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
  )
  const { message } = body
  if (code !== 201)
    return { is: place.say.refused(code, typeof message === 'string' ? message : ''), wanted }
  const { userInfo } = body['status'] as {
    userInfo: { readonly username: string; readonly groups?: readonly string[] }
  }
  return { ...userInfo, groups: userInfo.groups ?? [] }
}
