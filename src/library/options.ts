/** What is said of what a program may not give to `startCluster()`. */
import type { ClusterOptions } from '../server/cluster-options.ts'
import { inOptionNames } from '../server/option-names.ts'
import { OptionsError } from '../server/options.ts'
import { checked } from '../testing/bodies/check.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'

/**
 * Throws OptionsError for an option that there is not, with the name that was probably meant, and for a value of another type.
 * Undefined is as good as nothing.
 */
export const checkOptions = (options: unknown): void => {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new OptionsError('give the options of a cluster as an object, such as { port: 6443 }.')
  try {
    checked('ClusterOptions', options)
  } catch (error) {
    throw error instanceof FieldProblem ? new OptionsError(error.message) : error
  }
  const { signingCa, signerCas }: ClusterOptions = options
  if (signingCa !== undefined && Object.keys(signerCas ?? {}).length > 0)
    throw new OptionsError('signingCa and signerCas both say who signs; give one of the two.')
}

/** Names options, not flags, in the message of an error. */
export const inOptions = (error: unknown): unknown => {
  if (error instanceof Error) error.message = inOptionNames(error.message)
  return error
}
