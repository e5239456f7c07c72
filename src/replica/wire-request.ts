import { type Status, StatusError } from '../api/status.ts'
import { parseRequestInfo } from '../http/request-info.ts'
import type { WireRequest } from '../registry/client.ts'
import type { Replica } from './replica.ts'

/** Has a write of a client in this process done by the replica, as one that came over the wire. Rejects with the StatusError of its answer. */
export const writeBeside =
  (replica: Replica) =>
  async ({
    method,
    path,
    contentType,
    body,
    user,
    userAgent,
    signal,
  }: WireRequest): Promise<void> => {
    const answer = await replica.answer({
      info: parseRequestInfo(method, path),
      headers: { 'content-type': contentType, 'user-agent': userAgent },
      user,
      serverAddress: '',
      body: Buffer.from(body),
      signal,
      // the client has it written down itself
      audit: undefined,
      warnings: new Set(),
    })
    if (answer.code >= 400) throw new StatusError(JSON.parse(answer.body.toString()) as Status)
  }
