import { isClusterName } from '../../hosting/address.ts'
import { OptionsError } from '../../server/options-error.ts'

export { CLUSTER_NAME } from '../../apiserver/client/kubeconfig.ts'

const MAX_LENGTH = 53

/** Throws OptionsError. */
export const checkName = (name: string): string => {
  if (name.length <= MAX_LENGTH && isClusterName(name)) return name
  throw new OptionsError(
    `${JSON.stringify(name)} is not a valid cluster name; use at most ${MAX_LENGTH} lower-case letters, digits and dashes, such as exam-2.`,
  )
}
