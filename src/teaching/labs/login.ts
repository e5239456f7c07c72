/** Logs in over TLS with files of the working folder, as a learner would. */
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Asker } from '../../apiserver/client/call.ts'
import { type Client, NoAnswer, withClient } from './client.ts'
import { type KubeconfigContext, readContext } from './kubeconfig-file.ts'
import type { Login } from './lab.ts'
import { fileIn, type Finding, type Found, isFinding, type Place } from './place.ts'

/** The file of the default kubeconfig. */
export const KUBECONFIG = 'kubeconfig'

type Credentials = ApiConnection & Pick<KubeconfigContext, 'isTrusting'>

const credentialsOf = (place: Place, login: Login): Credentials | Finding => {
  const { say, admin } = place
  const { key, certificate, token, kubeconfig = KUBECONFIG, context } = login
  const files = [key, certificate, token].filter((name) => name !== undefined)
  if (files.length === 0) return readContext(place, kubeconfig, context)
  const missing = files.find((name) => fileIn(place, name) === undefined)
  if (missing !== undefined) return { is: say.noFile(missing), wanted: say.fileWanted(missing) }
  const bytesOf = (name: string | undefined): Buffer | undefined =>
    name === undefined ? undefined : fileIn(place, name)
  return {
    server: admin.server,
    ca: admin.ca,
    isTrusting: false,
    key: bytesOf(key),
    certificate: bytesOf(certificate),
    token: bytesOf(token)?.toString().trim(),
  }
}

/** The result of `task` with a client that has these credentials, or a finding if there is none. */
export const loggedIn = async (
  place: Place,
  login: Login,
  wanted: string,
  task: (client: Client) => Promise<Found>,
): Promise<Found> => {
  const credentials = credentialsOf(place, login)
  if (isFinding(credentials)) return credentials
  try {
    return await withClient(credentials, task, credentials)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { is: place.say.noAnswer(credentials.server, error.message), wanted }
  }
}

/** The identity that the server sees, or a finding if it refuses the client. */
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
