/**
 * The page's own API. Its answers come from requests sent as the session's user, so they reveal
 * nothing else.
 */
import type { IncomingMessage } from 'node:http'
import { formatTime } from '../../apimachinery/clock.ts'
import { forbiddenPath, StatusError } from '../../apimachinery/status.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { KeptEvents } from './kept-events.ts'
import { decodedCertificates } from '../doctor/decoded.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { accessTable } from './access.ts'
import { readBody } from './body.ts'
import { certificateUsers, mayBe, userToBe } from './certificate-users.ts'
import { READ_ONLY } from './forward.ts'
import { pageLanguageOf, wordsFor } from './language.ts'
import { requirePath } from './may-path.ts'
import { type AsUser, asUser, type PageParts } from './parts.ts'
import { requestView } from './request-view.ts'
import { rowsOf } from './rows.ts'
import type { BrowserSession } from './sessions.ts'

const BELOW = '/page/v1/'

/** Users with access to this path may read audit events. */
const JOURNAL = '/csrlab/v1/requests'
/**
 * Users who may read this path see the lab; those who may write it can get hints and reset the lab.
 */
const LAB = '/csrlab/v1/lab'

const nameAndGroups = ({ name, groups }: UserInfo): object => ({ name, groups })

/** Turns an error response of the cluster into a StatusError. */
const told = (error: unknown): unknown =>
  error instanceof RequestRefused ? new StatusError(error.body as never) : error

export class OwnRequests {
  readonly #parts: PageParts
  readonly #events: Pick<KeptEvents, 'hasCredential' | 'of'>

  /** `events`: since the page was opened. */
  constructor(parts: PageParts, events: Pick<KeptEvents, 'hasCredential' | 'of'>) {
    this.#parts = parts
    this.#events = events
  }

  /** Returns undefined for other paths. Rejects with StatusErrors. */
  async answer(session: BrowserSession, request: IncomingMessage): Promise<object | undefined> {
    const { method, url = '' } = request
    const { pathname, searchParams } = new URL(url, 'http://page')
    if (!pathname.startsWith(BELOW)) return undefined
    const asker = asUser(this.#parts, session.user)
    const [what = '', ...rest] = pathname.slice(BELOW.length).split('/').map(decodeURIComponent)
    try {
      switch (`${method} ${what}`) {
        case 'GET session':
          return this.#session(session)
        case 'PUT session':
          return await this.#switch(session, request)
        case 'GET users':
          return await this.#users(session)
        case 'POST rows':
          return await this.#rows(asker, request)
        case 'GET requests':
          return await requestView(
            asker,
            rest.join('/'),
            this.#parts,
            this.#events,
            wordsFor(request),
          )
        case 'GET access':
          return await this.#access(asker, session, searchParams)
        case 'GET audit':
          return await this.#audit(asker, session, searchParams)
        case 'GET cluster':
          return this.#cluster()
        case 'GET lab':
          return await this.#lab(asker, session, request)
        case 'POST lab':
          return await this.#labAction(asker, session, request, rest[0])
        default:
          return undefined
      }
    } catch (error) {
      throw told(error)
    }
  }

  #session({ user, opener }: BrowserSession): object {
    const { clock, realTime, readOnly, server, release } = this.#parts
    return {
      user: nameAndGroups(user),
      opener: nameAndGroups(opener),
      readOnly,
      server,
      kubernetesVersion: release.version,
      time: formatTime(clock.now()),
      isRunning: clock.running,
      aheadSeconds: Math.round((clock.now() - realTime.now()) / 1000),
    }
  }

  async #switch(session: BrowserSession, request: IncomingMessage): Promise<object> {
    const { user: name } = await readBody<{ user?: unknown }>(request)
    session.user = await userToBe(this.#parts, session.opener, name)
    return this.#session(session)
  }

  /** Users whom the opener can view the page as; the opener first. */
  async #users({ opener }: BrowserSession): Promise<object> {
    const asker = asUser(this.#parts, opener)
    const found = await certificateUsers(asker, this.#parts)
    const users = [opener]
    for (const user of found)
      if (user.name !== opener.name && (await mayBe(asker, user))) users.push(user)
    return { users: users.map(nameAndGroups) }
  }

  async #rows(asker: AsUser, request: IncomingMessage): Promise<object> {
    const { items } = await readBody<{ items?: unknown }>(request)
    return { rows: await rowsOf(asker, items, this.#parts, wordsFor(request).hints) }
  }

  async #access(asker: AsUser, { user }: BrowserSession, query: URLSearchParams): Promise<object> {
    const self = { user: user.name, groups: user.groups }
    const groups = query.getAll('group')
    const name = query.get('user') ?? ''
    const subject = name === '' && groups.length === 0 ? undefined : { user: name, groups }
    const namespace = query.get('namespace') ?? 'default'
    return {
      subject: subject ?? self,
      namespace,
      rows: await accessTable(asker, subject, self, namespace),
    }
  }

  /** Audit events of one request at the level Request, oldest first. */
  async #audit(asker: AsUser, { user }: BrowserSession, query: URLSearchParams): Promise<object> {
    await requirePath(asker, user.name, JOURNAL)
    return { events: this.#events.of(query.get('id') ?? '') }
  }

  /** The lab, checked now, or as last reported by a remote learner. */
  async #lab(asker: AsUser, { user }: BrowserSession, request: IncomingMessage): Promise<object> {
    await requirePath(asker, user.name, LAB)
    const desk = await this.#parts.lab()
    if (desk !== undefined) return { lab: await desk.look(pageLanguageOf(request)) }
    const { code, body } = await asker.inject('GET', LAB)
    return { lab: code < 300 ? body['lab'] : null }
  }

  async #labAction(
    asker: AsUser,
    { user }: BrowserSession,
    request: IncomingMessage,
    action: string | undefined,
  ): Promise<object | undefined> {
    if (this.#parts.readOnly) throw forbiddenPath(READ_ONLY)
    await requirePath(asker, user.name, LAB, 'put')
    const desk = await this.#parts.lab()
    if (desk === undefined || (action !== 'hint' && action !== 'reset')) return undefined
    await desk[action](pageLanguageOf(request))
    return this.#lab(asker, { user, opener: user }, request)
  }

  #cluster(): object {
    const { authorities, signers, maximumSeconds, release, server } = this.#parts
    return {
      authorities: decodedCertificates(authorities.join('\n')),
      signers,
      maximumSeconds,
      kubernetesVersion: release.version,
      server,
    }
  }
}
