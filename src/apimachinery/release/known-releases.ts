/** Supported releases. A new one is a file beside this one and a line here. */
import type { GateSettings, ReleaseFacts } from './release.ts'
import { Release } from './release.ts'
import { v134 } from './v1.34.ts'
import { v135 } from './v1.35.ts'
import { v136 } from './v1.36.ts'
import { v137 } from './v1.37.ts'

const RELEASES: readonly ReleaseFacts[] = [v134, v135, v136, v137]

export const DEFAULT_VERSION = v136.version

/** Versions that can be requested, with or without a patch level: `v1.34`, … */
export const VERSIONS: readonly string[] = RELEASES.map(({ name }) => `v${name}`)

const FORM = /^v(\d+\.\d+)(\.\d+(?:[-+][0-9A-Za-z.+-]+)?)?$/

/** Cached, since a process's clusters usually share it. */
let lastAsked: Release | undefined

const sameSettings = (one: GateSettings, other: GateSettings): boolean => {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  )
}

/**
 * Returns the release of a version: `v1.36` is the recorded or newest patch, `v1.36.1` changes
 * only `/version`. Undefined for an unknown version. Throws GateError for invalid settings.
 */
export const releaseOf = (version: string, settings: GateSettings = {}): Release | undefined => {
  const [, name, patch] = FORM.exec(version) ?? []
  const facts = RELEASES.find((release) => release.name === name)
  if (facts === undefined) return undefined
  const full = patch === undefined ? facts.version : version
  if (lastAsked?.version === full && sameSettings(lastAsked.settings, settings)) return lastAsked
  lastAsked = new Release(facts, settings, full)
  return lastAsked
}
