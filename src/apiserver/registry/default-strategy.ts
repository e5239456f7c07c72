import type { KubeObject } from '../../apimachinery/meta.ts'
import { subdomainName } from '../../apimachinery/names.ts'
import type { Strategy } from './strategy.ts'

/**
 * The strategy of most kinds, with `overrides`: names are DNS subdomains, PUT does not create but
 * needs no resourceVersion, and a changed object is validated like a new one.
 */
export const defaultStrategy = <T extends KubeObject>(
  overrides: Partial<Strategy<T>> = {},
): Strategy<T> => ({
  allowCreateOnUpdate: false,
  allowUnconditionalUpdate: true,
  resetFields: [],
  nameErrors: subdomainName,
  knownFinalizers: true,
  applyDefaults: (object) => object,
  prepareForCreate: (_context, object) => object,
  validate: () => [],
  prepareForUpdate: (_context, object) => object,
  validateUpdate: overrides.validate ?? (() => []),
  ...overrides,
})
