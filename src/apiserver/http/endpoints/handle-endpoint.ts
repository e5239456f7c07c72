import { noSuchResource } from '../../../apimachinery/status.ts'
import { pageNotFound } from '../answer/text.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { type Endpoint, type EndpointParts, isThere } from './endpoint.ts'
import { checkRoute } from './route.ts'
import { ENDPOINTS } from './table.ts'

/** Answers paths below a route with the 404 of go-restful. */
const below = ({ path }: Endpoint): Endpoint => ({
  path: `${path}/`,
  answer: () => {
    throw noSuchResource()
  },
})

const isTree = ({ path }: Endpoint): boolean => path !== '/' && path.endsWith('/')

const EXACT: ReadonlyMap<string, Endpoint> = new Map(
  ENDPOINTS.filter((endpoint) => !isTree(endpoint)).flatMap((endpoint) => {
    const { path, produces } = endpoint
    return (produces === undefined ? [path] : [path, `${path}/`]).map((asked) => [asked, endpoint])
  }),
)

/** Endpoints that cover everything below them; those of `ENDPOINTS` come first. */
const TREES: readonly Endpoint[] = [
  ...ENDPOINTS.filter(isTree),
  ...ENDPOINTS.filter(({ produces }) => produces !== undefined).map(below),
]

export const handleEndpoint = async (call: Call, parts: EndpointParts): Promise<Answer> => {
  const { path } = call.info
  if (path.includes('//')) return pageNotFound()
  const endpoint = EXACT.get(path) ?? TREES.find((tree) => path.startsWith(tree.path))
  if (endpoint === undefined || !isThere(endpoint, call.release)) return pageNotFound()
  if (endpoint.produces !== undefined) checkRoute(call, endpoint.produces)
  return (await endpoint.answer(call, parts)) ?? pageNotFound()
}
