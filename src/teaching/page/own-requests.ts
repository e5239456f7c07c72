/**
 * Answers about objects contain only what the session's user may read. The list of users depends on
 * the permissions of the opener, who made the link to the page.
 */
import type { IncomingMessage } from 'node:http'
import { formatTime } from '../../apimachinery/clock.ts'
import { badRequest, forbiddenPath, StatusError } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { RecentAuditEvents } from './recent-audit-events.ts'
import { decodedCertificates } from '../doctor/decoded.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { mayI } from '../../apiserver/client/self-review.ts'
import { traceWordsOf } from '../words/words.ts'
import { accessTable } from './access.ts'
import { readBody } from './body.ts'
import { certificateUsers, mayBe, viewedUser } from './certificate-users.ts'
import { READ_ONLY } from './forward.ts'
import { type AsUser, asUser, type PageParts } from './parts.ts'
import { requestView } from './request-view.ts'
import { rowsOf } from './rows.ts'
import type { BrowserSession } from './sessions.ts'

interface PageRequest {
  /** as the session's user */
  readonly requester: AsUser
  readonly session: BrowserSession
  readonly request: IncomingMessage
  /** language of explanations; the cluster's answers stay in English */
  readonly language: 'en' | 'ko'
  /** path segments after the first */
  readonly rest: readonly string[]
  readonly query: URLSearchParams
}

type PageRoutes = Readonly<
  Record<string, (question: PageRequest) => Promise<object | undefined> | object>
>

const BELOW = '/page/v1/'

/** Users who may read this path may read audit events. */
const JOURNAL = '/csrlab/v1/requests'
/**
 * Users who may read this path see the lab; those who may write it can get hints and reset the lab.
 */
const LAB = '/csrlab/v1/lab'

/**
 * Rejects with a 403 StatusError if the session's user may not use the verb on the path, and with
 * RequestRefused if the check itself is refused.
 */
const requirePath = async (
  { requester, session: { user } }: PageRequest,
  path: string,
  verb: 'get' | 'put' = 'get',
): Promise<void> => {
  if (!(await mayI(requester, { nonResourceAttributes: { path, verb } })))
    throw forbiddenPath(`User "${user.name}" cannot ${verb} path "${path}"`)
}

/** Throws the 400 for an invalid percent escape. */
const segmentsOf = (path: string): string[] => {
  try {
    return path.split('/').map(decodeURIComponent)
  } catch {
    throw badRequest(`the path ${path} has an invalid percent escape`)
  }
}

const nameAndGroups = ({ name, groups }: UserInfo): object => ({ name, groups })

/**
 * The returned function resolves with the body of the response, or with undefined for an unknown
 * path, and rejects with StatusErrors. `events`: the recent ones.
 */
export const ownRequests = (
  parts: PageParts,
  events: Pick<RecentAuditEvents, 'hasCredential' | 'of'>,
): ((session: BrowserSession, request: IncomingMessage) => Promise<object | undefined>) => {
  const { clock, realTime, readOnly, server, release } = parts

  const sessionView = ({ user, opener }: BrowserSession): object => ({
    user: nameAndGroups(user),
    opener: nameAndGroups(opener),
    readOnly,
    server,
    kubernetesVersion: release.version,
    time: formatTime(clock.now()),
    isRunning: clock.running,
    aheadSeconds: Math.round((clock.now() - realTime.now()) / 1000),
  })

  /** Returns the lab's state; for a remote learner, the last report, or `lab: null` without one. */
  const lab = async (question: PageRequest): Promise<object> => {
    await requirePath(question, LAB)
    const desk = await parts.lab()
    if (desk !== undefined) return { lab: await desk.look(question.language) }
    const { code, body } = await question.requester.inject('GET', LAB)
    return { lab: code < 300 ? body['lab'] : null }
  }

  const answers: PageRoutes = {
    'GET session': ({ session }) => sessionView(session),
    'PUT session': async ({ session, request }) => {
      const { user: name } = await readBody<{ user?: unknown }>(request)
      session.user = await viewedUser(parts, session.opener, name)
      return sessionView(session)
    },
    /** The opener, then users with a certificate whom the opener may impersonate. */
    'GET users': async ({ session: { opener } }) => {
      const requester = asUser(parts, opener)
      const users = [opener]
      for (const user of await certificateUsers(requester, parts))
        if (user.name !== opener.name && (await mayBe(requester, user))) users.push(user)
      return { users: users.map(nameAndGroups) }
    },
    'POST rows': async ({ requester, request, language }) => {
      const { items } = await readBody<{ items?: unknown }>(request)
      return { rows: await rowsOf(requester, items, parts, traceWordsOf(language).hints) }
    },
    'GET requests': ({ requester, rest, language }) =>
      requestView(requester, rest.join('/'), parts, events, traceWordsOf(language)),
    'GET access': async ({ requester, session: { user }, query }) => {
      const self = { user: user.name, groups: user.groups }
      const groups = query.getAll('group')
      const name = query.get('user') ?? ''
      const subject = name === '' && groups.length === 0 ? undefined : { user: name, groups }
      const namespace = query.get('namespace') ?? 'default'
      return {
        subject: subject ?? self,
        namespace,
        rows: await accessTable(requester, subject, self, namespace),
      }
    },
    /** Audit events with one audit ID, oldest first. */
    'GET audit': async (question) => {
      await requirePath(question, JOURNAL)
      return { events: events.of(question.query.get('id') ?? '') }
    },
    'GET cluster': () => ({
      authorities: decodedCertificates(parts.authorities.join('\n')),
      signers: parts.signers,
      maximumSeconds: parts.maximumSeconds,
      kubernetesVersion: release.version,
      server,
    }),
    'GET lab': lab,
    'POST lab': async (question) => {
      if (readOnly) throw forbiddenPath(READ_ONLY)
      await requirePath(question, LAB, 'put')
      const [action] = question.rest
      const desk = await parts.lab()
      if (desk === undefined || (action !== 'hint' && action !== 'reset')) return undefined
      await desk[action](question.language)
      return lab(question)
    },
  }

  return async (session, request) => {
    const { method, url = '', headers } = request
    const { pathname, searchParams: query } = new URL(url, 'http://page')
    if (!pathname.startsWith(BELOW)) return undefined
    const [what = '', ...rest] = segmentsOf(pathname.slice(BELOW.length))
    const requester = asUser(parts, session.user)
    const language = headers['accept-language']?.startsWith('ko') === true ? 'ko' : 'en'
    const route = `${method} ${what}`
    if (!Object.hasOwn(answers, route)) return undefined
    try {
      return await answers[route]!({ requester, session, request, language, rest, query })
    } catch (error) {
      // passes on the API server's Status
      throw error instanceof RequestRefused ? new StatusError(error.body as never) : error
    }
  }
}
