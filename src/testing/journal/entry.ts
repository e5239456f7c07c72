import { formatTime } from '../../apimachinery/clock.ts'
import type { EndedRequest } from '../../apiserver/extensions.ts'
import type { Request as JournalEntry } from '../generated/bodies.d.ts'

export type { Request as JournalEntry } from '../generated/bodies.d.ts'

/** Maximum characters kept of a text, because clients choose the texts. */
const KEPT_LENGTH = 500

/** Copies a text, because a slice retains the whole original. */
const copied = (text: string): string => Buffer.from(text).toString()

const cut = (text: string): string =>
  text.length <= KEPT_LENGTH ? text : `${copied(text.slice(0, KEPT_LENGTH))}…`

/** `now`: milliseconds since the epoch. */
export const entryOf = (ended: EndedRequest, number: number, now: number): JournalEntry => {
  const { info, url, fault } = ended
  // the parts of `info` are slices of the URL
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
