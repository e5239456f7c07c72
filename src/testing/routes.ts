import { methodNotAllowed, noSuchPath } from '../apimachinery/status.ts'
import type { ManagementAnswer, Routes } from './feature.ts'

interface FoundRoute {
  readonly answer: ManagementAnswer
  readonly parameters: Readonly<Record<string, string>>
}

const PLACEHOLDER = /^\{(\w+)\}$/

/** Returns the values of the placeholders; undefined: no match. */
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
  readonly #routes: readonly {
    readonly method: string
    readonly template: readonly string[]
    readonly answer: ManagementAnswer
  }[]
  readonly #prefix: string

  /** `prefix`: the start of every path */
  constructor(prefix: string, routes: readonly Routes[]) {
    this.#prefix = prefix
    this.#routes = routes.flatMap(Object.entries<ManagementAnswer>).map(([route, answer]) => {
      const [method = '', path = ''] = route.split(' ')
      return { method, template: path.split('/'), answer }
    })
  }

  /** `path`: without the prefix. Throws 404 and 405 StatusErrors. */
  find(method: string, path: string): FoundRoute {
    const segments = path.split('/')
    let isKnown = false
    for (const { template, answer, ...route } of this.#routes) {
      const parameters = parametersOf(template, segments)
      if (parameters === undefined) continue
      isKnown = true
      if (route.method === (method === 'HEAD' ? 'GET' : method)) return { answer, parameters }
    }
    if (isKnown) throw methodNotAllowed()
    throw noSuchPath(`there is no ${this.#prefix}${path}; GET ${this.#prefix} lists all paths`)
  }
}
