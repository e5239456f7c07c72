/** What containers say that is valid and seldom meant (`pkg/api/pod/warnings.go`, 1.36). */
import type { FieldPath } from '../../../../api/field.ts'
import { goQuote } from '../../../../api/text/quote.ts'
import type { Container } from '../../../../api/kinds/containers.ts'
import { fractionWarning } from './volumes.ts'

/** A variable may be given twice when its second value is made of the first. */
export const environmentWarnings = ({ env = [] }: Container, path: FieldPath): string[] => {
  const seen = new Set<string>()
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    const reference = `$(${name})`
    if (valueFrom === undefined && value !== reference && value.includes(reference)) return []
    const where = path.child('env').index(i).toString()
    return [
      `${where}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`,
    ]
  })
}

/** Half a byte is nothing. */
export const resourceWarnings = (
  { resources: { limits = {}, requests = {} } = {} }: Container,
  path: FieldPath,
): string[] => {
  const at = path.child('resources')
  return ['memory', 'ephemeral-storage'].flatMap((name) => [
    ...fractionWarning(at.child('limits').key(name), limits[name]),
    ...fractionWarning(at.child('requests').key(name), requests[name]),
  ])
}
