/** What the audit log tells: who did what, and whether a private key came along. */
import { withoutSecretsInJson } from '../../api/text/secrets.ts'
import { auditEvents, type LoggedRequest } from '../audit-events.ts'
import { publicKeyOf } from '../keys.ts'
import type { AuditQuery, CheckParameters } from '../lab.ts'
import { fileIn, type Found, type Place } from '../place.ts'

const matches =
  ({ code, user, verb, ...reference }: AuditQuery) =>
  (event: LoggedRequest): boolean =>
    (user === undefined || event.user === user) &&
    (verb === undefined || event.verb === verb) &&
    (code === undefined || event.code === code) &&
    Object.entries(reference).every(
      ([field, value]) => event.objectRef[field as keyof typeof reference] === value,
    )

const written = ({ user, verb, code, ...reference }: AuditQuery): string =>
  Object.entries({ user, verb, ...reference, code })
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `${field}=${value}`)
    .join(' ')

export const auditShows = async (
  { never, after, ...query }: CheckParameters['auditShows'],
  place: Place,
): Promise<Found> => {
  const events = await auditEvents(place)
  const at = events.findIndex(matches(query))
  const isIt = at >= 0
  const asked = written(query)
  const { say } = place
  if (never === true) return isIt ? { is: say.logged, wanted: say.noRequestWanted } : undefined
  if (!isIt) return { is: say.notLogged, wanted: asked }
  if (after === undefined || events.slice(0, at).some(matches(after))) return undefined
  return { is: say.tooEarly(asked), wanted: say.afterWanted(written(after)) }
}

/** What csrlab's audit log has in the place of a key, but in a Secret, which is told as it is. */
const REDACTED = 'REDACTED'

export const keyNeverSent = async (
  { key }: CheckParameters['keyNeverSent'],
  place: Place,
): Promise<Found> => {
  const { say } = place
  if (key !== undefined) {
    const bytes = fileIn(place, key)
    if (bytes === undefined) return { is: say.noFile(key), wanted: say.keyWanted(key) }
    if (publicKeyOf(bytes) === undefined) return { is: say.noKey(key), wanted: say.keyWanted(key) }
  }
  const sent = (await auditEvents(place, place.seededBytes)).find(
    ({ requestObject = '' }) =>
      requestObject.includes(REDACTED) || withoutSecretsInJson(requestObject) !== requestObject,
  )
  if (sent !== undefined) {
    const { resource, name } = sent.objectRef
    return {
      is: say.keySent(`${sent.verb} ${resource ?? ''}/${name ?? ''}`),
      wanted: say.keyNotSent,
    }
  }
  return undefined
}
