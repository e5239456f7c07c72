/** Paths of fields in errors of ajv. */
import type { ErrorObject } from 'ajv/dist/2020.js'

/** The parts of an instance path; indexes are numbers. */
export const partsOf = ({ instancePath }: ErrorObject): (string | number)[] =>
  instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

/** A path as people write it: `outcomes[2].may.actions[0]`. */
export const writtenPath = (parts: readonly (string | number)[]): string =>
  parts
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('')
