import { badRequest } from '../apimachinery/status.ts'
import { type Feature, json, type Routes } from './feature.ts'
import { FieldProblem } from './bodies/field-problem.ts'
import {
  type EndedRequest,
  type Interference,
  isManagement,
  MANAGEMENT_PATH,
  type Mount,
  type MountedRequest,
  type Reply,
  type RequestObserver,
  type ObservedRequest,
} from '../apiserver/extensions.ts'
import { RouteTable } from './routes.ts'

const DOCUMENT = '/openapi.yaml'

interface ManagementParts {
  /** called on first use, because most hosted clusters never need them */
  readonly features: () => readonly Feature[]
  readonly hooks: readonly RequestObserver[]
  readonly document: () => Promise<Buffer>
}

const overviewOf = (features: readonly Feature[]): object => ({
  openapi: `${MANAGEMENT_PATH}${DOCUMENT}`,
  features: features.map(({ name, about, routes }) => ({
    name,
    about,
    requests: Object.keys(routes).map((route) => route.replace(' ', ` ${MANAGEMENT_PATH}`)),
  })),
})

export class Management implements RequestObserver, Mount {
  readonly #parts: ManagementParts
  readonly #installed: Feature[] = []
  #made: RouteTable | undefined

  constructor(parts: ManagementParts) {
    this.#parts = parts
  }

  /** Must be called before the first request. */
  install(feature: Feature): void {
    this.#installed.push(feature)
  }

  get #routes(): RouteTable {
    return (this.#made ??= this.#make())
  }

  #make(): RouteTable {
    const { document } = this.#parts
    const features = [...this.#parts.features(), ...this.#installed]
    const overview = overviewOf(features)
    const own: Routes = {
      'GET ': () => json(overview),
      [`GET ${DOCUMENT}`]: async () => ({
        code: 200,
        contentType: 'application/yaml',
        body: await document(),
      }),
    }
    return new RouteTable(MANAGEMENT_PATH, [own, ...features.map(({ routes }) => routes)])
  }

  /** Rejects with StatusErrors: 404, 405, 400, and those of features. */
  async answer(method: string, path: string, asked: MountedRequest): Promise<Reply> {
    const below = path.slice(MANAGEMENT_PATH.length)
    const { answer, parameters } = this.#routes.find(method, below === '/' ? '' : below)
    try {
      return await answer({ ...asked, parameters })
    } catch (error) {
      if (error instanceof FieldProblem) throw badRequest(error.message)
      throw error
    }
  }

  /** Returns the first interference of a hook. */
  before(request: ObservedRequest): Interference | undefined {
    if (isManagement(request.info.path)) return undefined
    for (const hooks of this.#parts.hooks) {
      const interference = hooks.before?.(request)
      if (interference !== undefined) return interference
    }
    return undefined
  }

  after(request: EndedRequest): void {
    for (const hooks of this.#parts.hooks) hooks.after?.(request)
  }
}
