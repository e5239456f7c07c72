import { parseLabelRequirements } from './label-parser.ts'
import { requirementText, satisfies, type LabelRequirement } from './label-requirement.ts'
import { isTooLong, TOO_LONG } from './text/long-text.ts'
import type { StringMap } from './meta.ts'
import type { ReleaseFeatures } from './release/release.ts'

export class LabelSelector {
  readonly requirements: readonly LabelRequirement[]
  constructor(requirements: readonly LabelRequirement[]) {
    this.requirements = requirements.toSorted((a, b) =>
      a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
    )
  }
  get empty(): boolean {
    return this.requirements.length === 0
  }
  matches(labels: StringMap): boolean {
    for (const requirement of this.requirements) {
      if (!satisfies(requirement, labels)) return false
    }
    return true
  }
  toString(): string {
    return this.requirements.map(requirementText).join(',')
  }
}

/**
 * Parses a `labelSelector`: `a=b,c!=d,e in (f,g),!h,i>1`. Throws an Error with the real server's
 * message, or for a selector above 64 KiB with csrlab's own.
 */
export const parseLabelSelector = (text: string, release: ReleaseFeatures): LabelSelector => {
  if (isTooLong(text)) throw new Error(`invalid label selector: ${TOO_LONG}`)
  return new LabelSelector(parseLabelRequirements(text, release))
}
