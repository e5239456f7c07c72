import type { ErrorObject } from 'ajv/dist/2020.js'

/** Splits an instance path; indexes are numbers. */
export const partsOf = ({ instancePath }: ErrorObject): (string | number)[] =>
  instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))

/** Formats a path: `outcomes[2].may.actions[0]`. */
export const writtenPath = (parts: readonly (string | number)[]): string =>
  parts
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('')
