/** `/flagz` (`k8s.io/apiserver/pkg/server/flagz`, 1.36). */
import type { ZPage } from './zpages.ts'

export const flagz = (flags: Readonly<Record<string, string>>): ZPage => ({
  name: 'flagz',
  kind: 'Flagz',
  fields: { flags },
  text: (delimiter) =>
    Object.entries(flags)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}${delimiter}${value}\n`)
      .join(''),
})
