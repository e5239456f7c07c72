import { stringifyJson } from '../../../apimachinery/text/json.ts'
import { decodeProtobuf, ProtobufError } from '../../../apimachinery/protobuf/envelope.ts'
import type { SchemaSet } from '../../../apimachinery/schema/schema-compile.ts'
import type { Status } from '../../../apimachinery/status.ts'
import type { UserInfo } from '../../../apimachinery/user.ts'
import { parseYaml } from '../../../apimachinery/text/yaml/read.ts'
import type { AuditRecord } from '../../audit/record.ts'
import { sourceIPs } from '../../audit/source-ips.ts'
import type { Answer } from '../answer/answer.ts'
import type { Arrival, Recorded, Authenticated, Received } from '../call.ts'
import { attributesOf } from './authorization.ts'

/** kube-apiserver cuts longer user agents. */
const USER_AGENT_LIMIT = 1024
const CUT = '...TRUNCATED'

/** larger answers are not searched for a Status */
const STATUS_LIMIT = 64 * 1024

/** Begins the audit record (`WithAudit`). `user` undefined: authentication failed. */
export const beginAudit = (call: Arrival & Received, user: UserInfo | undefined): Recorded => {
  const { cluster, info, headers, url, auditID, request, response } = call
  const audit = cluster.auditTrail.begin(attributesOf(info, user), () => {
    const userAgent = headers['user-agent'] ?? ''
    return {
      auditID,
      requestURI: url,
      sourceIPs: sourceIPs(headers, request.socket.remoteAddress),
      userAgent:
        userAgent.length > USER_AGENT_LIMIT
          ? `${userAgent.slice(0, USER_AGENT_LIMIT)}${CUT}`
          : userAgent,
    }
  })
  if (audit !== undefined)
    call.atEnd(() => audit.complete(response.headersSent ? response.statusCode : undefined))
  return { audit }
}

export const audit = (call: Arrival & Received & Authenticated): Recorded =>
  beginAudit(call, call.asker)

const decoded = (body: Buffer, schemas: SchemaSet): string | undefined => {
  try {
    return stringifyJson(decodeProtobuf(body, (gvk) => schemas.forKind(gvk)).object)
  } catch (error) {
    // some discovery documents, such as that of `/api`, have no apiVersion
    if (error instanceof ProtobufError) return undefined
    throw error
  }
}

/** Returns undefined for a body that is neither JSON, YAML nor an object in protobuf. */
const answerJson = ({ contentType, body }: Answer, schemas: SchemaSet): string | undefined => {
  const [mediaType] = contentType.split(';')
  if (mediaType === 'application/json') return body.toString()
  if (mediaType === 'application/yaml') return stringifyJson(parseYaml(body).value)
  if (mediaType === 'application/vnd.kubernetes.protobuf') return decoded(body, schemas)
  return undefined
}

const isStatus = (value: unknown): value is Status =>
  (value as Partial<Status> | null)?.kind === 'Status'

export const recordAnswer = (record: AuditRecord, answer: Answer, schemas: SchemaSet): void => {
  const { body, unpacked } = answer
  const maybeStatus =
    unpacked === undefined && body.length <= STATUS_LIMIT && body.includes('Status')
  if (!maybeStatus && !record.wantsResponse) return
  const json = answerJson(answer, schemas)
  if (json === undefined || json === '') return
  if (maybeStatus) {
    const value: unknown = JSON.parse(json)
    if (isStatus(value)) record.failed(value)
  }
  record.responded(json)
}
