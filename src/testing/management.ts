import { badRequest } from '../apimachinery/status.ts'
import { type Feature, json, type Routes } from './feature.ts'
import { FieldProblem } from './bodies/field-problem.ts'
import {
  isManagement,
  MANAGEMENT_PATH,
  type Mount,
  type RequestObserver,
} from '../apiserver/extensions.ts'
import { routeFinder } from './routes.ts'

const DOCUMENT = '/openapi.yaml'

interface ManagementParts {
  /** called at the first management request, which most hosted clusters never get */
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

export interface Management extends RequestObserver, Mount {
  /** Must be called before the first request. */
  install(feature: Feature): void
}

export const makeManagement = ({ features, hooks, document }: ManagementParts): Management => {
  const installed: Feature[] = []
  let find: ReturnType<typeof routeFinder> | undefined
  const makeRoutes = (): ReturnType<typeof routeFinder> => {
    const all = [...features(), ...installed]
    const overview = overviewOf(all)
    const own: Routes = {
      'GET ': () => json(overview),
      [`GET ${DOCUMENT}`]: async () => ({
        code: 200,
        contentType: 'application/yaml',
        body: await document(),
      }),
    }
    return routeFinder(MANAGEMENT_PATH, [own, ...all.map(({ routes }) => routes)])
  }
  return {
    install: (feature) => void installed.push(feature),

    /** Rejects with StatusErrors: 404, 405, 400, and those of features. */
    answer: async (method, path, asked) => {
      const below = path.slice(MANAGEMENT_PATH.length)
      find ??= makeRoutes()
      const { answer, parameters } = find(method, below === '/' ? '' : below)
      try {
        return await answer({ ...asked, parameters })
      } catch (error) {
        if (error instanceof FieldProblem) throw badRequest(error.message)
        throw error
      }
    },

    /** Returns the interference of the first hook that interferes. */
    before: (request) => {
      if (isManagement(request.info.path)) return undefined
      for (const one of hooks) {
        const interference = one.before?.(request)
        if (interference !== undefined) return interference
      }
      return undefined
    },

    after: (request) => {
      for (const one of hooks) one.after?.(request)
    },
  }
}
