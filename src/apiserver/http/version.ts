import type { Release } from '../../apimachinery/release/release.ts'

export interface VersionInfo {
  readonly major: string
  readonly minor: string
  readonly emulationMajor: string
  readonly emulationMinor: string
  readonly minCompatibilityMajor: string
  readonly minCompatibilityMinor: string
  readonly gitVersion: string
  readonly gitCommit: string
  readonly gitTreeState: string
  readonly buildDate: string
  readonly goVersion: string
  readonly compiler: string
  readonly platform: string
}

/** Returns the body of /version. Go's build fields have placeholders, since clients parse them. */
export const versionInfo = ({
  name,
  version: gitVersion,
  buildDate,
  goVersion,
}: Release): VersionInfo => {
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

/** Formats the build as in client-go's user agents. */
export const buildText = ({ gitVersion, platform, gitCommit }: VersionInfo): string =>
  `${gitVersion} (${platform}) kubernetes/${gitCommit.slice(0, 7)}`
