import { request as httpsRequest, type RequestOptions } from 'node:https'
import { text as textOf } from 'node:stream/consumers'
import type { Cluster, IssuedUser } from '../../src/index.ts'
import { responseTo } from '../fixtures/waits.ts'

interface Answered {
  readonly code: number
  readonly body: {
    readonly items?: readonly object[]
    readonly message?: string
    readonly status?: { readonly userInfo?: UserInfo }
  }
}

export interface UserInfo {
  readonly username: string
  readonly groups: readonly string[]
}

export type Who = Pick<IssuedUser, 'certificate' | 'key'> | { readonly token: string } | undefined

const credentials = (who: Who): RequestOptions => {
  if (who === undefined) return {}
  return 'token' in who
    ? { headers: { authorization: `Bearer ${who.token}` } }
    : { cert: who.certificate, key: who.key }
}

export const request = async (
  { url, caPem }: Pick<Cluster, 'url' | 'caPem'>,
  who: Who,
  path: string,
  body?: object,
): Promise<Answered> => {
  const { headers, ...tls } = credentials(who)
  const sent = httpsRequest(url + path, {
    method: body === undefined ? 'GET' : 'POST',
    agent: false,
    ca: caPem,
    ...tls,
    headers: { ...headers, 'content-type': 'application/json' },
  })
  const response = await responseTo(sent.end(body && JSON.stringify(body)))
  const text = await textOf(response)
  return { code: response.statusCode!, body: text.startsWith('{') ? JSON.parse(text) : {} }
}

/** Returns the user that these credentials authenticate. */
export const whoami = async (
  cluster: Pick<Cluster, 'url' | 'caPem'>,
  who: Who,
): Promise<UserInfo> => {
  const { body } = await request(
    cluster,
    who,
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    },
  )
  return body.status!.userInfo!
}
