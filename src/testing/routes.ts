import { methodNotAllowed, noSuchPath } from '../apimachinery/status.ts'
import { nearest } from '../apimachinery/text/nearest.ts'
import type { Route } from './feature.ts'

interface FoundRoute {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

const PLACEHOLDER = /^\{(\w+)\}$/

/** Values of the placeholders; undefined: no match. */
const parametersOf = (
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined => {
  if (template.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [i, part] of template.entries()) {
    const name = PLACEHOLDER.exec(part)?.[1]
    if (name === undefined ? part !== segments[i] : segments[i] === '') return undefined
    if (name !== undefined) parameters[name] = segments[i]!
  }
  return parameters
}

export class RouteTable {
  readonly #routes: readonly { readonly route: Route; readonly template: readonly string[] }[]
  readonly #prefix: string

  /** `prefix`: of every path */
  constructor(prefix: string, routes: readonly Route[]) {
    this.#prefix = prefix
    this.#routes = routes.map((route) => ({ route, template: route.path.split('/') }))
  }

  /** `path`: without the prefix. Throws 404 and 405 StatusErrors. */
  find(method: string, path: string): FoundRoute {
    const segments = path.split('/')
    let isKnown = false
    for (const { route, template } of this.#routes) {
      const parameters = parametersOf(template, segments)
      if (parameters === undefined) continue
      isKnown = true
      if (route.method === (method === 'HEAD' ? 'GET' : method)) return { route, parameters }
    }
    if (isKnown) throw methodNotAllowed()
    const meant = nearest(
      path,
      this.#routes.map(({ route }) => route.path),
    )
    throw noSuchPath(
      `there is no ${this.#prefix}${path}; ${
        meant === undefined
          ? `GET ${this.#prefix} lists all paths`
          : `did you mean ${this.#prefix}${meant}?`
      }`,
    )
  }
}
