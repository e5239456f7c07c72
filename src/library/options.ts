import type { ClusterOptions } from '../server/cluster-options.ts'
import { inOptionNames } from '../server/option-names.ts'
import { OptionsError } from '../server/options.ts'
import { checked } from '../testing/bodies/check.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'

/** Throws OptionsError for unknown options and for values of the wrong type. */
export const checkAs = (
  schema: 'ClusterOptions' | 'ControllersOptions',
  options: unknown,
): void => {
  try {
    checked(schema, options)
  } catch (error) {
    throw error instanceof FieldProblem ? new OptionsError(error.message) : error
  }
}

/** Throws OptionsError like {@link checkAs}, and if two options exclude each other. */
export const checkOptions = (options: unknown): void => {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new OptionsError('give the options of a cluster as an object, such as { port: 6443 }.')
  checkAs('ClusterOptions', options)
  const { signingCa, signerCas }: ClusterOptions = options
  if (signingCa !== undefined && Object.keys(signerCas ?? {}).length > 0)
    throw new OptionsError('signingCa and signerCas exclude each other; choose one.')
}

/** Replaces flags in an error's message with the names of options. */
export const inOptions = (error: unknown): unknown => {
  if (error instanceof Error) error.message = inOptionNames(error.message)
  return error
}
