/** From a body to an answer: each request goes to the handler of its path, large ones when it is their turn. */
import { isLarge } from '../../api/turns.ts'
import { isLargeYaml, YamlThread } from '../body/yaml-thread.ts'
import type { Call, Services } from '../call.ts'
import type { EndpointParts } from '../endpoints/endpoint.ts'
import { handleEndpoint } from '../endpoints/endpoints.ts'
import { LargeRequests } from '../gate/large.ts'
import { handleResource, type Outcome } from '../route.ts'

export interface WorkParts {
  readonly services: Pick<Services, 'turns'>
  readonly endpoints: EndpointParts
}

export class Work {
  readonly #endpoints: EndpointParts
  readonly #large: LargeRequests
  readonly #yaml = new YamlThread()

  constructor({ services, endpoints }: WorkParts) {
    this.#endpoints = endpoints
    this.#large = new LargeRequests(services.turns)
  }

  /** Rejects with whatever a handler throws, and with the reason of the call's signal when nobody waits any more. */
  async run(call: Call): Promise<Outcome> {
    if (isLargeYaml(call.headers['content-type'], call.body)) await this.#yaml.read(call.body)
    if (!isLarge(call.body)) return this.#handle(call)
    return this.#large.run((pause) => this.#handle({ ...call, pause }), call)
  }

  /** No more work after this. */
  close(): Promise<unknown> {
    return this.#yaml.close()
  }

  #handle(call: Call): Outcome | Promise<Outcome> {
    return call.info.isResourceRequest
      ? handleResource(call)
      : handleEndpoint(call, this.#endpoints)
  }
}
