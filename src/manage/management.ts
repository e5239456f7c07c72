/** The management API: what is there for tests, and no cluster has. `docs/management.openapi.yaml` describes it. */
import { badRequest } from '../api/status.ts'
import { type Asked, type Feature, json, type Reply, type Route } from './feature.ts'
import { FieldProblem } from './field-readers.ts'
import type { EndedRequest, Interference, RequestHooks, SeenRequest } from './request-hooks.ts'
import { RouteTable } from './routes.ts'

export const MANAGEMENT_PATH = '/csrlab/v1'

/** Whether a path is one of those. */
export const isManagement = (path: string): boolean => path.startsWith(MANAGEMENT_PATH)

const DOCUMENT = '/openapi.yaml'

export interface ManagementParts {
  readonly features: readonly Feature[]
  /** reads `management.openapi.yaml` */
  readonly document: () => Promise<Buffer>
  /** a stopwatch in milliseconds: never goes back */
  readonly stopwatch: () => number
}

const isDefined = <T>(value: T | undefined): value is T => value !== undefined

export class Management implements RequestHooks {
  readonly stopwatch: () => number
  readonly #features: readonly Feature[]
  readonly #routes: RouteTable
  readonly #befores: readonly NonNullable<RequestHooks['before']>[]
  readonly #afters: readonly NonNullable<RequestHooks['after']>[]

  constructor({ features, document, stopwatch }: ManagementParts) {
    this.stopwatch = stopwatch
    this.#features = features
    const own: readonly Route[] = [
      { method: 'GET', path: '', answer: () => json(this.#overview()) },
      {
        method: 'GET',
        path: DOCUMENT,
        answer: async () => ({
          code: 200,
          contentType: 'application/yaml',
          body: await document(),
        }),
      },
    ]
    this.#routes = new RouteTable(MANAGEMENT_PATH, [
      ...own,
      ...features.flatMap(({ routes }) => routes),
    ])
    this.#befores = features.map(({ requests }) => requests?.before).filter(isDefined)
    this.#afters = features.map(({ requests }) => requests?.after).filter(isDefined)
  }

  /** Whether anybody hears of requests that have ended. */
  get hearsEnds(): boolean {
    return this.#afters.length > 0
  }

  /**
   * Answers a request for a path that begins with {@link MANAGEMENT_PATH}. Rejects with StatusErrors: 404, 405, 400 for what cannot be
   * read, and those of the features.
   */
  async answer(method: string, path: string, asked: Omit<Asked, 'parameters'>): Promise<Reply> {
    const below = path.slice(MANAGEMENT_PATH.length)
    const { route, parameters } = this.#routes.find(method, below === '/' ? '' : below)
    try {
      return await route.answer({ ...asked, parameters })
    } catch (error) {
      if (error instanceof FieldProblem) throw badRequest(error.message)
      throw error
    }
  }

  /** The first interference that a feature has with a request. What manages the cluster itself is never interfered with. */
  before(request: SeenRequest): Interference | undefined {
    if (this.#befores.length === 0 || isManagement(request.info.path)) return undefined
    for (const before of this.#befores) {
      const interference = before(request)
      if (interference !== undefined) return interference
    }
    return undefined
  }

  after(request: EndedRequest): void {
    for (const after of this.#afters) after(request)
  }

  #overview(): object {
    return {
      openapi: `${MANAGEMENT_PATH}${DOCUMENT}`,
      features: this.#features.map(({ name, about, routes }) => ({
        name,
        about,
        requests: routes.map(({ method, path }) => `${method} ${MANAGEMENT_PATH}${path}`),
      })),
    }
  }
}
