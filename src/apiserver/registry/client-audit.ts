/** Audit records for writes of an in-process client. */
import type { Entropy } from '../../apimachinery/entropy.ts'
import { stringifyJson } from '../../apimachinery/text/json.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { deletedStatus, type Status, StatusError } from '../../apimachinery/status.ts'
import type { AuditRecord } from '../audit/record.ts'
import type { AuditTrail } from '../audit/trail.ts'
import type { Attributes } from '../authz/authorizer.ts'
import type { Resource } from './resource.ts'
import type { WriteResult } from './state.ts'

export interface ClientAudit {
  readonly trail: AuditTrail
  readonly userAgent: string
  readonly entropy: Entropy
}

const SOURCE_IPS = ['127.0.0.1']

const segment = (text: string): string => encodeURI(text).replace(/[?#]/g, encodeURIComponent)

/** The path of the request that a client outside the process would send. */
const pathOf = (
  { namespaced }: Pick<Resource, 'namespaced'>,
  { apiGroup, apiVersion, namespace, resource, name, subresource }: Attributes,
): string => {
  const start = apiGroup === '' ? `/api/${apiVersion}` : `/apis/${apiGroup}/${apiVersion}`
  const within = namespaced && namespace !== '' ? ['namespaces', segment(namespace)] : []
  const rest = [...within, resource, segment(name), subresource].filter((part) => part !== '')
  return [start, ...rest].join('/')
}

/** Starts the record of a write; undefined if the policy records nothing. */
export const beginWrite = (
  { trail, userAgent, entropy }: ClientAudit,
  resource: Pick<Resource, 'namespaced'>,
  attributes: Attributes,
  query = '',
): AuditRecord | undefined => {
  // a request for a namespace counts as a request in that namespace
  const isNamespace = attributes.apiGroup === '' && attributes.resource === 'namespaces'
  const namespace = isNamespace ? attributes.name : attributes.namespace
  return trail.begin({ ...attributes, namespace }, () => ({
    auditID: entropy.uuid(),
    requestURI: `${pathOf(resource, attributes)}${query}`,
    sourceIPs: SOURCE_IPS,
    userAgent,
  }))
}

const answerStatus = (record: AuditRecord, status: Status): void => {
  record.failed(status)
  if (record.wantsResponse) record.responded(stringifyJson(status))
}

export const recordDone = (
  record: AuditRecord,
  {
    group,
    resource,
    returnsDeletedObject,
  }: Pick<Resource, 'group' | 'resource' | 'returnsDeletedObject'>,
  { object, row, created, gone }: WriteResult<KubeObject>,
): void => {
  if (gone === true && returnsDeletedObject !== true) {
    const { name = '', uid = '' } = object.metadata
    answerStatus(record, deletedStatus({ group, resource }, name, uid))
  } else if (record.wantsResponse) record.responded(row?.value.toString() ?? stringifyJson(object))
  record.complete(created ? 201 : 200)
}

export const recordRefused = (record: AuditRecord, error: unknown): void => {
  if (!(error instanceof StatusError)) return record.panicked(error)
  answerStatus(record, error.status)
  record.complete(error.code)
}
