/** Supported releases. A new one is an entry in releases.yaml. */
import { loadCompiledYaml } from '../text/compiled-yaml.ts'
import { GATE_STATES, type Gates } from './gates.ts'
import { type GateSettings, Release, type ReleaseFacts } from './release.ts'

interface ReleaseData extends Omit<ReleaseFacts, 'gates'> {
  readonly gates: Readonly<Record<string, keyof typeof GATE_STATES>>
}

export const RELEASES_FILE = 'src/apimachinery/release/releases.yaml'

const factsOf = (releases: readonly ReleaseData[]): ReleaseFacts[] => {
  let gates: Gates = {}
  let changes: ReleaseFacts['changes'] = []
  return releases.map((own) => {
    const changed = Object.entries(own.gates).map(([name, state]) => [name, GATE_STATES[state]])
    gates = { ...gates, ...(Object.fromEntries(changed) as Gates) }
    changes = [...changes, ...own.changes]
    return { ...own, gates, changes }
  })
}

const RELEASES = factsOf(loadCompiledYaml(RELEASES_FILE) as ReleaseData[])

export const DEFAULT_VERSION = RELEASES.find(({ name }) => name === '1.36')!.version

/** Versions that can be requested, with or without a patch level: `v1.34`, … */
export const VERSIONS: readonly string[] = RELEASES.map(({ name }) => `v${name}`)

const FORM = /^v(\d+\.\d+)(\.\d+(?:[-+][0-9A-Za-z.+-]+)?)?$/

/**
 * Returns the release of a version: `v1.36` means the recorded or newest patch, `v1.36.1` differs
 * only in `/version`. Undefined for an unknown version. Throws GateError for invalid settings.
 */
export const releaseOf = (version: string, settings: GateSettings = {}): Release | undefined => {
  const [, name, patch] = FORM.exec(version) ?? []
  const facts = RELEASES.find((release) => release.name === name)
  return facts && new Release(facts, settings, patch === undefined ? facts.version : version)
}
