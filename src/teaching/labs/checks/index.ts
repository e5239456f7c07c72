/**
 * A new check needs a line here, parameters in labs/lab.schema.json, and an entry in
 * docs/labs-format.md.
 */
import type { Check, CheckName } from '../lab.ts'
import { type CheckResult, type LabCheck, type LabWorkspace, Unmet } from '../workspace.ts'
import { auditShows, keyNeverSent } from './audit.ts'
import { bindingGrants } from './bindings.ts'
import { bundleHolds } from './bundles.ts'
import { certificateFor } from './certificates.ts'
import { answer, fileContains } from './files.ts'
import { kubeconfig } from './kubeconfigs.ts'
import { logsIn, may, mayNot } from './logins.ts'
import { objectAbsent, objectEquals } from './objects.ts'
import { condition, decidedBy, requestExists } from './requests.ts'

const CHECKS: { readonly [N in CheckName]: LabCheck<N> } = {
  requestExists,
  condition,
  decidedBy,
  certificateFor,
  logsIn,
  may,
  mayNot,
  bindingGrants,
  kubeconfig,
  objectAbsent,
  objectEquals,
  keyNeverSent,
  fileContains,
  auditShows,
  bundleHolds,
  answer,
}

export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[]

/** Rejects if the cluster does not answer or lacks a resource. */
export const runCheck = async (
  { name, given }: Check,
  workspace: LabWorkspace,
): Promise<CheckResult> => {
  try {
    return await (CHECKS[name] as LabCheck<CheckName>)(given, workspace)
  } catch (error) {
    if (error instanceof Unmet) return error.finding
    throw error
  }
}
