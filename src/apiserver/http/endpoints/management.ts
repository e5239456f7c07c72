import type { Mount } from '../../extensions.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'

/** Hands a call to the management API; undefined where there is none, as on a cluster. */
export const managementAnswer = (
  { info, headers, body, user, signal }: Call,
  management: Mount | undefined,
): Promise<Answer> | undefined =>
  management?.answer(info.method, info.path, {
    query: info.query,
    contentType: headers['content-type'],
    body,
    user,
    signal,
  })
