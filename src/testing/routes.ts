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

/** The returned function takes a path without `prefix`, and throws 404 and 405. */
export const routeFinder = (
  prefix: string,
  routes: readonly Routes[],
): ((method: string, path: string) => FoundRoute) => {
  const all = routes.flatMap(Object.entries<ManagementAnswer>).map(([route, answer]) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, template: path.split('/'), answer }
  })
  return (method, path) => {
    const segments = path.split('/')
    let isKnown = false
    for (const { template, answer, ...route } of all) {
      const parameters = parametersOf(template, segments)
      if (parameters === undefined) continue
      isKnown = true
      if (route.method === (method === 'HEAD' ? 'GET' : method)) return { answer, parameters }
    }
    if (isKnown) throw methodNotAllowed()
    throw noSuchPath(`there is no ${prefix}${path}; GET ${prefix} lists all paths`)
  }
}
