/**
 * Puts the writes of a client in the same process into the audit log, as if they had come over the
 * wire.
 */
import type { Entropy } from '../../apimachinery/entropy.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { deletedStatus, type Status, StatusError } from '../../apimachinery/status.ts'
import type { AuditRecord } from '../audit/record.ts'
import type { AuditTrail } from '../audit/trail.ts'
import type { Attributes } from '../authz/authorizer.ts'
import type { Deleted, DeleteRequest } from './delete.ts'
import type { Resource } from './resource.ts'
import type { Written } from './state.ts'

/** How a client would look from the other side of the wire. */
export interface ClientAudit {
  readonly trail: AuditTrail
  readonly userAgent: string
  readonly entropy: Entropy
}

/** Where clients of the same process are. */
const SOURCE_IPS = ['127.0.0.1']

const segment = (text: string): string => encodeURI(text).replace(/[?#]/g, encodeURIComponent)

/** The path under which a client asks for this. */
const pathOf = (
  { namespaced }: Pick<Resource, 'namespaced'>,
  { apiGroup, apiVersion, namespace, resource, name, subresource }: Attributes,
): string => {
  const start = apiGroup === '' ? `/api/${apiVersion}` : `/apis/${apiGroup}/${apiVersion}`
  const within = namespaced && namespace !== '' ? ['namespaces', segment(namespace)] : []
  const rest = [...within, resource, segment(name), subresource].filter((part) => part !== '')
  return [start, ...rest].join('/')
}

/** Begins the record of a write; undefined when nothing is to be written of it. */
export const beginWrite = (
  { trail, userAgent, entropy }: ClientAudit,
  resource: Pick<Resource, 'namespaced'>,
  attributes: Attributes,
  query = '',
): AuditRecord | undefined => {
  const { apiGroup, user, verb, name, subresource } = attributes
  // a path below a namespace is in it, that of the namespace itself too
  const isNamespace = apiGroup === '' && attributes.resource === 'namespaces'
  const namespace = isNamespace ? name : attributes.namespace
  return trail.begin({ ...attributes, namespace }, () => ({
    auditID: entropy.uuid(),
    requestURI: `${pathOf(resource, attributes)}${query}`,
    verb,
    user,
    sourceIPs: SOURCE_IPS,
    userAgent,
    objectRef: {
      resource: attributes.resource,
      namespace,
      name,
      apiGroup,
      apiVersion: attributes.apiVersion,
      subresource,
    },
    longRunning: false,
  }))
}

/** The body of a DELETE. */
export const sentDeleteOptions = ({
  preconditions,
  propagationPolicy,
  orphanDependents,
}: Omit<DeleteRequest, 'name' | 'namespace'>): string =>
  JSON.stringify({
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions,
    orphanDependents,
    propagationPolicy,
  })

const answerStatus = (record: AuditRecord, status: Status): void => {
  record.failed(status)
  if (record.wantsResponse) record.responded(stringifyJson(status))
}

/** The write is done. */
export const recordWritten = (
  record: AuditRecord,
  {
    object,
    row,
    created = false,
  }: Pick<Written<KubeObject>, 'object' | 'row'> & {
    readonly created?: boolean
  },
): void => {
  if (record.wantsResponse) record.responded(row?.value.toString() ?? stringifyJson(object))
  record.complete(created ? 201 : 200)
}

/** The object is deleted, or marked for it. */
export const recordDeleted = (
  record: AuditRecord,
  {
    group,
    resource,
    returnsDeletedObject,
  }: Pick<Resource, 'group' | 'resource' | 'returnsDeletedObject'>,
  deleted: Deleted<KubeObject>,
): void => {
  if (!deleted.gone || returnsDeletedObject === true) return recordWritten(record, deleted)
  const { name = '', uid = '' } = deleted.object.metadata
  answerStatus(record, deletedStatus({ group, resource }, name, uid))
  record.complete(200)
}

/** The write was refused, or went wrong. */
export const recordRefused = (record: AuditRecord, error: unknown): void => {
  if (!(error instanceof StatusError)) return record.panicked(error)
  answerStatus(record, error.status)
  record.complete(error.code)
}
