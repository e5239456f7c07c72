/** `--kubernetes-version`: the Kubernetes that a cluster is. */
import type { Release } from '../release/release.ts'
import { releaseOf, VERSIONS } from '../release/releases.ts'
import { OptionsError } from './options-error.ts'

/** Throws OptionsError for a version that cannot be served. */
export const chosenRelease = (version: string): Release => {
  const release = releaseOf(version)
  if (release !== undefined) return release
  throw new OptionsError(
    `--kubernetes-version is ${JSON.stringify(version)}; it is one of ${VERSIONS.join(', ')}, and a patch level may follow, as in v1.36.3.`,
  )
}
