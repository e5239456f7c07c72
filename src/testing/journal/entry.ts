/** An entry of the journal. */
import { formatTime } from '../../apimachinery/clock.ts'
import type { EndedRequest } from '../../apiserver/extensions.ts'

export interface JournalEntry {
  /** rises by one with each request of a cluster, from 1 */
  readonly number: number
  /** when it ended, as the cluster takes it */
  readonly time: string
  /** finds it in the audit log; whoever asks may choose it */
  readonly auditID: string
  /** after impersonation; '': it was not let in that far */
  readonly user: string
  readonly userAgent: string
  readonly method: string
  /** the target as it came, with its query */
  readonly url: string
  /** Kubernetes' verb, or the method in lower case for a path that is no resource */
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** 0: the connection ended before an answer began */
  readonly code: number
  /** how long it took in real time */
  readonly milliseconds: number
  readonly warnings: readonly string[]
  /** the name of the fault that was ordered for it */
  readonly fault?: string
}

/** Longer texts are cut: clients choose them, and ten thousand are kept. */
const KEPT_LENGTH = 500

/** A copy: a slice would keep the whole text in memory. */
const copied = (text: string): string => Buffer.from(text).toString()

const cut = (text: string): string =>
  text.length <= KEPT_LENGTH ? text : `${copied(text.slice(0, KEPT_LENGTH))}…`

/** `now`: milliseconds since the epoch. */
export const entryOf = (ended: EndedRequest, number: number, now: number): JournalEntry => {
  const { info, url, fault } = ended
  // they may be slices of the URL
  const part = (text = ''): string => (url.length > KEPT_LENGTH ? copied(cut(text)) : text)
  const entry = {
    number,
    time: formatTime(now),
    auditID: cut(ended.auditID),
    user: cut(ended.user?.name ?? ''),
    userAgent: cut(ended.userAgent),
    method: ended.method,
    url: cut(url),
    verb: info?.verb ?? '',
    group: part(info?.apiGroup),
    resource: part(info?.resource),
    subresource: part(info?.subresource),
    namespace: part(info?.namespace),
    name: part(info?.name),
    code: ended.code ?? 0,
    milliseconds: Math.round(ended.milliseconds * 1000) / 1000,
    warnings: ended.warnings.map(cut),
  }
  return fault === undefined ? entry : { ...entry, fault }
}
