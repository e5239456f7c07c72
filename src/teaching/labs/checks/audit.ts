import { statSync } from 'node:fs'
import { join } from 'node:path'
import { withoutSecretsInJson } from '../../../apimachinery/text/secrets.ts'
import { auditEvents, type LoggedRequest } from '../audit-events.ts'
import type { AuditQuery } from '../lab.ts'
import type { LabCheck } from '../workspace.ts'
import type { Wording } from '../wording.ts'
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

type Verb = 'create' | 'delete' | 'read' | 'change' | 'use'

/** Verbs of the API that are not words of the text. */
const VERBS: Readonly<Record<string, Verb>> = {
  create: 'create',
  delete: 'delete',
  deletecollection: 'delete',
  get: 'read',
  list: 'read',
  watch: 'read',
  update: 'change',
  patch: 'change',
}

const CREATED = 201

const verbOf = ({ verb, subresource, code }: AuditQuery): Verb => {
  if (verb !== undefined) return VERBS[verb] ?? 'use'
  if (subresource !== undefined) return 'change'
  return code === CREATED ? 'create' : 'use'
}

/** Describes a request as a learner would, such as `delete configmaps/one in shop`. */
const written = (query: AuditQuery, say: Wording): string => {
  const { resource = '*', subresource, namespace, name, user } = query
  const kind = resource === 'certificatesigningrequests' ? 'csr' : resource
  const whole = name === undefined ? kind : `${kind}/${name}`
  const object = subresource === undefined ? whole : say.logged.part(subresource, whole)
  const where = namespace === undefined ? object : say.logged.inNamespace(object, namespace)
  const action = say.logged[verbOf(query)](where)
  return user === undefined ? action : say.logged.as(action, user)
}

export const auditShows: LabCheck<'auditShows'> = async ({ after, ...query }, workspace) => {
  const events = await auditEvents(workspace)
  const at = events.findIndex(matches(query))
  const { say } = workspace
  const asked = written(query, say)
  if (at < 0) return { is: say.notLogged, wanted: asked }
  if (after === undefined || events.slice(0, at).some(matches(after))) return undefined
  return { is: say.tooEarly(asked), wanted: say.afterWanted(written(after, say)), isFinal: true }
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
