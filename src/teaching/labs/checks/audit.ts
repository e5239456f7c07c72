import { statSync } from 'node:fs'
import { join } from 'node:path'
import { withoutSecretsInJson } from '../../../apimachinery/text/secrets.ts'
import { auditEvents, type LoggedRequest } from '../audit-events.ts'
import type { AuditQuery } from '../lab.ts'
import type { LabCheck } from '../workspace.ts'
import { keyIn } from './requests.ts'

const matches =
  ({ code, user, verb, ...reference }: AuditQuery) =>
  (event: LoggedRequest): boolean =>
    (user === undefined || event.user === user) &&
    (verb === undefined || event.verb === verb) &&
    (code === undefined || event.code === code) &&
    Object.entries(reference).every(
      ([field, value]) => event.objectRef[field as keyof typeof reference] === value,
    )

const written = (query: AuditQuery): string =>
  Object.entries(query)
    .map(([field, value]) => `${field}=${value}`)
    .join(' ')

export const auditShows: LabCheck<'auditShows'> = async ({ after, ...query }, workspace) => {
  const events = await auditEvents(workspace)
  const at = events.findIndex(matches(query))
  const asked = written(query)
  const { say } = workspace
  if (at < 0) return { is: say.notLogged, wanted: asked }
  if (after === undefined || events.slice(0, at).some(matches(after))) return undefined
  const is = say.beyondRepair(say.tooEarly(asked))
  return { is, wanted: say.afterWanted(written(after)), isFinal: true }
}

/** The audit log replaces keys and tokens by this text, except in Secrets. */
const REDACTED = 'REDACTED'

/**
 * Fails if any key was sent after this key's file was written. The log does not say which key it
 * was, so a file written after the leak counts as a new key.
 */
export const keyNeverSent: LabCheck<'keyNeverSent'> = async ({ key }, workspace) => {
  const { say } = workspace
  keyIn(workspace, key)
  const made = statSync(join(workspace.folder, key)).mtimeMs
  const sent = (await auditEvents(workspace, workspace.seededBytes)).findLast(
    ({ at, requestObject = '' }) =>
      at > made &&
      (requestObject.includes(REDACTED) || withoutSecretsInJson(requestObject) !== requestObject),
  )
  if (sent === undefined) return undefined
  const { resource, name } = sent.objectRef
  return {
    is: say.keySent(`${sent.verb} ${resource ?? ''}/${name ?? ''}`),
    wanted: say.newKeyWanted(key),
  }
}
