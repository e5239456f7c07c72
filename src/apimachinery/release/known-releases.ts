import { loadCompiledYaml } from '../text/compiled-yaml.ts'
import type { ReleaseChange } from './changes.ts'
import { type GateSettings, type GateState, type Release, switchedOn } from './release.ts'

interface ReleaseData extends Omit<Release, 'has'> {
  readonly gates: Readonly<Record<string, GateState>>
  readonly changes: readonly ReleaseChange[]
}

export const RELEASES_FILE = 'src/apimachinery/release/releases.yaml'

const RELEASES = loadCompiledYaml(RELEASES_FILE) as ReleaseData[]

export const DEFAULT_VERSION = RELEASES.find(({ name }) => name === '1.36')!.version

/** Versions that can be requested: `v1.34`, … */
export const VERSIONS: readonly string[] = RELEASES.map(({ name }) => `v${name}`)

const FORM = /^v(\d+\.\d+)(\.\d+(?:[-+][0-9A-Za-z.+-]+)?)?$/

/**
 * `v1.36` stands for the patch release in releases.yaml; `v1.36.1` differs only in the version that
 * the server reports. Returns undefined for an unknown version. Throws GateError for invalid
 * settings.
 */
export const releaseOf = (version: string, settings: GateSettings = {}): Release | undefined => {
  const [, name, patch] = FORM.exec(version) ?? []
  const index = RELEASES.findIndex((release) => release.name === name)
  const known = RELEASES[index]
  if (known === undefined) return undefined
  // a release keeps the gates and changes of the releases before it
  const soFar = RELEASES.slice(0, index + 1)
  const gates = new Map(soFar.flatMap((release) => Object.entries(release.gates)))
  const on = new Set<string>([
    ...soFar.flatMap(({ changes }) => changes),
    ...switchedOn(known.name, gates, settings),
  ])
  return {
    ...known,
    version: patch === undefined ? known.version : version,
    has: (feature) => on.has(feature),
  }
}
