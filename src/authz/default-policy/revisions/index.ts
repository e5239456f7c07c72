/** The revisions of the default policy, in the order of the releases. */
import type { Revision } from '../revision.ts'
import { policyOf135 } from './v1.35.ts'
import { policyOf136 } from './v1.36.ts'
import { policyOf137 } from './v1.37.ts'

export const REVISIONS: readonly Revision[] = [policyOf135, policyOf136, policyOf137]
