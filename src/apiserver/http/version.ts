import type { Release } from '../../apimachinery/release/release.ts'

/** Build fields that csrlab lacks have placeholders, because clients parse them. */
export const versionInfo = ({ name, version: gitVersion, buildDate, goVersion }: Release) => {
  const [major = '', minor = ''] = name.split('.')
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate,
    goVersion,
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

export type VersionInfo = Readonly<ReturnType<typeof versionInfo>>

/** Returns the build as in client-go's user agents: `v1.34.0 (linux/amd64) kubernetes/0000000`. */
export const buildText = ({ gitVersion, platform, gitCommit }: VersionInfo): string =>
  `${gitVersion} (${platform}) kubernetes/${gitCommit.slice(0, 7)}`
