/** One request in the replica, from what came over to what goes back. */
import type { KubeObject } from '../api/meta.ts'
import { type Status, StatusError } from '../api/status.ts'
import { stringifyJson } from '../api/text/json.ts'
import { ManyValues } from '../api/text/many-values.ts'
import type { Answer, AnswerRoom, Call, CallAudit, Services } from '../http/call.ts'
import { errorAnswer } from '../http/error-answer.ts'
import { answerJson } from '../http/gate/audit.ts'
import { handleResource, isStream } from '../http/route.ts'
import type { Answered, Noted, Request } from './messages.ts'
import { bufferOf } from './remote-rows.ts'
import { tooLarge } from './too-large.ts'

/** So many causes, and characters of a message, are told to whoever does not get the answer itself. */
const TOLD_CAUSES = 100
const TOLD_LENGTH = 64 * 1024

const shortened = (status: Status): Status => ({
  ...status,
  message: status.message?.slice(0, TOLD_LENGTH) ?? '',
  ...(status.details && {
    details: { ...status.details, causes: (status.details.causes ?? []).slice(0, TOLD_CAUSES) },
  }),
})

/** What the audit log is to have, until it goes back with the answer. */
class Notes implements CallAudit {
  readonly wantsRequest: boolean
  readonly wantsResponse: boolean
  readonly #annotations: [name: string, value: string][] = []
  #metadata: Record<string, string> | undefined
  #json: string | undefined
  #failed: Status | undefined

  constructor({ request, response }: NonNullable<Request['audited']>) {
    this.wantsRequest = request
    this.wantsResponse = response
  }

  annotate(name: string, value: string): void {
    this.#annotations.push([name, value])
  }

  requested(object: KubeObject): void {
    const { namespace = '', name = '', uid = '', resourceVersion = '' } = object.metadata
    this.#metadata = { namespace, name, uid, resourceVersion }
    this.sent(() => stringifyJson(object))
  }

  sent(json: () => string): void {
    if (this.wantsRequest) this.#json = json()
  }

  failed(status: Status): void {
    this.#failed = shortened(status)
  }

  get noted(): Noted {
    return {
      annotations: this.#annotations,
      ...(this.#metadata && { metadata: this.#metadata }),
      ...(this.#json !== undefined && { json: this.#json }),
      ...(this.#failed && { failed: this.#failed }),
    }
  }
}

/** The server holds what goes over. */
const ENOUGH_ROOM: AnswerRoom = {
  take: () => undefined,
  leave: () => undefined,
  end: () => undefined,
}

const NO_END = new AbortController().signal

/** What comes over has lost that its maps have no prototype. */
const callOf = (
  services: Services,
  { info, headers, user, serverAddress, body }: Request,
  audit: Notes | undefined,
): Call => ({
  services,
  info: { ...info, query: new URLSearchParams(info.query) },
  headers,
  user: { ...user, extra: Object.assign(Object.create(null), user.extra) },
  serverAddress,
  body: bufferOf(body),
  signal: NO_END,
  room: ENOUGH_ROOM,
  audit,
  warnings: new Set(),
})

export const requestAnswerer =
  (services: Services) =>
  async (request: Request): Promise<Answered> => {
    const audit = request.audited && new Notes(request.audited)
    const call = callOf(services, request, audit)
    let bug: string | undefined
    let answer: Answer
    try {
      const outcome = await handleResource(call)
      if (isStream(outcome)) throw new Error('a replica sends no streams')
      answer = outcome
    } catch (thrown) {
      const error = thrown instanceof ManyValues ? tooLarge() : thrown
      if (error instanceof StatusError) audit?.failed(error.status)
      const { schemas } = services
      const { query } = call.info
      const failing = { headers: call.headers, query, url: call.info.path, schemas }
      answer = errorAnswer(error, failing, (unforeseen) => {
        bug =
          unforeseen instanceof Error
            ? (unforeseen.stack ?? unforeseen.message)
            : String(unforeseen)
      })
    }
    const json = audit?.wantsResponse === true ? answerJson(answer, services.schemas) : undefined
    return {
      answer: { ...answer, ...(json !== undefined && { json }) },
      warnings: [...call.warnings],
      noted: audit?.noted ?? { annotations: [] },
      ...(bug !== undefined && { bug }),
    }
  }
