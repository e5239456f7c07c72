import { GateError, type GateSettings, type Release } from '../apimachinery/release/release.ts'
import { releaseOf, VERSIONS } from '../apimachinery/release/known-releases.ts'
import { OptionsError } from './options-error.ts'

/** Throws OptionsError for an unknown version or an invalid gate setting. */
export const chosenRelease = (version: string, featureGates: GateSettings): Release => {
  let release: Release | undefined
  try {
    release = releaseOf(version, featureGates)
  } catch (error) {
    if (!(error instanceof GateError)) throw error
    throw new OptionsError(`--feature-gates: ${error.message}.`)
  }
  if (release !== undefined) return release
  throw new OptionsError(
    `--kubernetes-version is ${JSON.stringify(version)}; use one of ${VERSIONS.join(', ')}, optionally with a patch level, as in v1.36.3.`,
  )
}
