/** What clusters may be called. */
import { OptionsError } from '../../boot/options-error.ts'

export { CLUSTER_NAME } from '../kubeconfig.ts'

/** A label of DNS (RFC 1123), as it stands in names of files and of entries in kubeconfigs. */
const NAME = /^[a-z\d]+(-+[a-z\d]+)*$/
const MAX_LENGTH = 53

/** Throws OptionsError for a name that no cluster can have. */
export const checkName = (name: string): string => {
  if (name.length <= MAX_LENGTH && NAME.test(name)) return name
  throw new OptionsError(
    `${JSON.stringify(name)} is no name of a cluster; write small letters, digits and dashes, such as exam-2.`,
  )
}
