import { methodNotAllowed, noSuchPath } from '../apimachinery/status.ts'
import type { ManagementAnswer, Routes } from './feature.ts'

interface FoundRoute {
  readonly answer: ManagementAnswer
  readonly parameters: Readonly<Record<string, string>>
}

/** Makes a named group of each placeholder. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

export class RouteTable {
  readonly #routes: readonly {
    readonly method: string
    readonly pattern: RegExp
    readonly answer: ManagementAnswer
  }[]
  readonly #prefix: string

  constructor(prefix: string, routes: readonly Routes[]) {
    this.#prefix = prefix
    this.#routes = routes.flatMap(Object.entries<ManagementAnswer>).map(([route, answer]) => {
      const [method = '', path = ''] = route.split(' ')
      return { method, pattern: patternOf(path), answer }
    })
  }

  /** `path`: without the prefix. Throws 404 and 405. */
  find(method: string, path: string): FoundRoute {
    const matching = this.#routes.filter(({ pattern }) => pattern.test(path))
    if (matching.length === 0)
      throw noSuchPath(`there is no ${this.#prefix}${path}; GET ${this.#prefix} lists all paths`)
    const found = matching.find((route) => route.method === (method === 'HEAD' ? 'GET' : method))
    if (found === undefined) throw methodNotAllowed()
    return { answer: found.answer, parameters: found.pattern.exec(path)!.groups ?? {} }
  }
}
