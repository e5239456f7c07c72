import { methodNotAllowed, noSuchPath } from '../apimachinery/status.ts'
import type { ManagementAnswer, Routes } from './feature.ts'

interface FoundRoute {
  readonly answer: ManagementAnswer
  readonly parameters: Readonly<Record<string, string>>
}

/** Makes a named group of each placeholder. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)

/** The returned function takes a path without `prefix`, and throws 404 and 405. */
export const routeFinder = (
  prefix: string,
  routes: readonly Routes[],
): ((method: string, path: string) => FoundRoute) => {
  const all = routes.flatMap(Object.entries<ManagementAnswer>).map(([route, answer]) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, pattern: patternOf(path), answer }
  })
  return (method, path) => {
    const matching = all.filter(({ pattern }) => pattern.test(path))
    if (matching.length === 0)
      throw noSuchPath(`there is no ${prefix}${path}; GET ${prefix} lists all paths`)
    const found = matching.find((route) => route.method === (method === 'HEAD' ? 'GET' : method))
    if (found === undefined) throw methodNotAllowed()
    return { answer: found.answer, parameters: found.pattern.exec(path)!.groups ?? {} }
  }
}
