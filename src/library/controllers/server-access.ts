import { type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import { StatusError } from '../../apimachinery/status.ts'
import { isTransient } from '../../apiserver/client/connection-error.ts'
import type { ApiClient } from '../../apiserver/client/remote/api-client.ts'
import { pauseFor } from '../../apimachinery/pause.ts'
import type { Right } from '../../controllers/rights.ts'

/** Rejected credentials or missing permissions; the message is one sentence. */
export class AccessError extends Error {
  override readonly name = 'AccessError'
}

const PAUSE_MS = 250

const isAbsence = (error: unknown): boolean =>
  error instanceof StatusError ? error.code === 429 || error.code >= 500 : isTransient(error)

interface Waiting {
  readonly api: ApiClient
  readonly clock: ClusterTime
  readonly signal: AbortSignal
  /** called once, before the first retry, with the reason */
  readonly onWait: (error: Error) => void
}

/** A server that lacks or forbids `/readyz` counts as ready. */
const assertReady = async ({ api, signal }: Waiting): Promise<void> => {
  try {
    // the body is a word, not JSON
    const { body } = await api.open({ method: 'GET', path: '/readyz', accept: '*/*' }, signal)
    for await (const _ of body);
  } catch (error) {
    if (!(error instanceof StatusError) || isAbsence(error) || error.code === 401) throw error
  }
}

/**
 * Runs `task` when the server is ready, and again if the server goes away meanwhile. Rejects with
 * the errors of `task`, ConnectionError, AccessError, or the reason of `signal`.
 */
export const whenReady = async <T>(waiting: Waiting, task: () => Promise<T>): Promise<T> => {
  const { clock, signal, onWait } = waiting
  for (let hasWaited = false; ; hasWaited = true) {
    try {
      await assertReady(waiting)
      return await task()
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof StatusError && error.code === 401)
        throw new AccessError(
          `the server does not accept the credentials of the kubeconfig (${error.message}); renew them`,
        )
      if (!isAbsence(error)) throw error
      if (!hasWaited) onWait(error as Error)
      await pauseFor(realTime(clock), PAUSE_MS, signal)
      signal.throwIfAborted()
    }
  }
}

interface ReviewStatus {
  readonly allowed?: boolean
  readonly userInfo?: { readonly username?: string }
}

/** Returns the status of a review such as `SubjectAccessReview`. */
export const review = async (
  api: ApiClient,
  group: string,
  kind: string,
  spec?: object,
): Promise<ReviewStatus> => {
  const apiVersion = `${group}/v1`
  const path = `/apis/${apiVersion}/${kind.toLowerCase()}s`
  const body = { kind, apiVersion, spec }
  const { status = {} } = await api.call<{ status?: ReviewStatus }>({ method: 'POST', path, body })
  return status
}

const ANONYMOUS = 'system:anonymous'

/** The user's name. A 403 means anonymous, since authenticated users may ask for their names. */
const userName = async (api: ApiClient): Promise<string> => {
  try {
    const { userInfo } = await review(api, 'authentication.k8s.io', 'SelfSubjectReview')
    return userInfo?.username ?? 'the user'
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (error.code === 403) return ANONYMOUS
    if (error.code === 404) return 'the user'
    throw error
  }
}

const isGranted = async (api: ApiClient, right: Right, verb: string): Promise<boolean> => {
  const { group, resource, name, namespace } = right
  const [plural, subresource] = resource.split('/')
  const resourceAttributes = { verb, group, resource: plural, subresource, name, namespace }
  const spec = { resourceAttributes }
  const { allowed } = await review(api, 'authorization.k8s.io', 'SelfSubjectAccessReview', spec)
  return allowed === true
}

const rightText = (verb: string, { group, resource, name, namespace }: Right): string =>
  [
    verb,
    group === '' ? resource : `${resource}.${group}`,
    name === undefined ? '' : `named ${name}`,
    namespace === undefined ? '' : `in ${namespace}`,
  ]
    .filter((word) => word !== '')
    .join(' ')

/** Rejects with AccessError for anonymous users. */
export const assertKnown = async (api: ApiClient): Promise<void> => {
  const name = await userName(api)
  if (name !== ANONYMOUS) return
  throw new AccessError(
    `the server treats the user as ${ANONYMOUS}, because it does not accept the credentials of the kubeconfig; renew them`,
  )
}

/** Rejects with AccessError, which names the missing permissions. */
export const assertRights = async (api: ApiClient, rights: readonly Right[]): Promise<void> => {
  const asked = new Map(
    rights.flatMap((right) =>
      right.verbs.map((verb) => [rightText(verb, right), { right, verb }] as const),
    ),
  )
  const answers = await Promise.all(
    Array.from(asked, async ([text, { right, verb }]) =>
      (await isGranted(api, right, verb)) ? '' : text,
    ),
  )
  const missing = answers.filter((text) => text !== '')
  if (missing.length === 0) return
  const more = missing.length > 5 ? `, and ${missing.length - 5} more` : ''
  throw new AccessError(
    `${await userName(api)} may not ${missing.slice(0, 5).join(', ')}${more}; csrlab controllers --print-rbac prints roles with all permissions`,
  )
}
