import type { ClusterOptions } from '../server/cluster-options.ts'
import { inOptionNames } from '../server/option-names.ts'
import { OptionsError } from '../server/options.ts'
import { checked } from '../testing/bodies/check.ts'
import { FieldProblem } from '../testing/bodies/field-problem.ts'

/** An example of each options object, for errors. */
const EXAMPLES = {
  ClusterOptions: ['a cluster', '{ port: 6443 }'],
  ControllersOptions: ['the controllers', "{ kubeconfig: 'jane.kubeconfig' }"],
} as const

/** Throws OptionsError for unknown options and for values of the wrong type. */
export const checkAs: (
  schema: keyof typeof EXAMPLES,
  options: unknown,
) => asserts options is object = (schema, options) => {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const [owner, example] = EXAMPLES[schema]
    throw new OptionsError(`give the options of ${owner} as an object, such as ${example}.`)
  }
  try {
    checked(schema, options)
  } catch (error) {
    throw error instanceof FieldProblem ? new OptionsError(error.message) : error
  }
}

/** Throws OptionsError like {@link checkAs}, and if two options exclude each other. */
export const checkOptions = (options: unknown): void => {
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
