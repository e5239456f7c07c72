import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Requester } from '../../apiserver/client/call.ts'
import { type LabClient, NoAnswer, withClient } from './client.ts'
import { readContext } from './kubeconfig-file.ts'
import type { Login } from './lab.ts'
import { fileOf, type CheckResult, type LabWorkspace, Unmet } from './workspace.ts'

export const KUBECONFIG = 'kubeconfig'

/** Throws Unmet. */
const credentialsOf = (workspace: LabWorkspace, login: Login): ApiConnection => {
  const { admin } = workspace
  const { key, certificate, token, kubeconfig = KUBECONFIG, context } = login
  if (key === undefined && certificate === undefined && token === undefined)
    return readContext(workspace, kubeconfig, context)
  const bytesOf = (name: string | undefined): Buffer | undefined =>
    name === undefined ? undefined : fileOf(workspace, name)
  return {
    server: admin.server,
    ca: admin.ca,
    key: bytesOf(key),
    certificate: bytesOf(certificate),
    token: bytesOf(token)?.toString().trim(),
  }
}

/**
 * Runs `task` with the credentials of the login. Resolves with the task's result, or with a finding
 * if the server does not answer. Rejects with Unmet, and with other errors of `task`.
 */
export const loggedIn = async (
  workspace: LabWorkspace,
  login: Login,
  wanted: string,
  task: (client: LabClient) => Promise<CheckResult>,
): Promise<CheckResult> => {
  const credentials = credentialsOf(workspace, login)
  try {
    return await withClient(credentials, task)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { is: workspace.say.noAnswer(credentials.server, error.message), wanted }
  }
}

/** Rejects with Unmet if the login fails. */
export const whoami = async (
  client: Requester,
  workspace: LabWorkspace,
  wanted: string,
): Promise<Pick<UserInfo, 'groups'> & { readonly username: string }> => {
  const { code, body } = await client.inject(
    'POST',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    {},
  )
  const { message } = body
  if (code !== 201)
    throw new Unmet(workspace.say.refused(code, typeof message === 'string' ? message : ''), wanted)
  const { userInfo } = body['status'] as {
    userInfo: { readonly username: string; readonly groups?: readonly string[] }
  }
  return { ...userInfo, groups: userInfo.groups ?? [] }
}
