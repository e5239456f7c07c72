import { unifiedDiff } from '../../../../api/text/unified-diff.ts'
import { prettyJson } from '../../../../api/text/json.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import type { Release } from '../../../../release/release.ts'
import { goForm } from './go-form.ts'

/** What a pod shares with its node is part of its security in Go. */
const specForm = (spec: PodSpec, release: Pick<Release, 'has'>): object => {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace } = spec
  const shared = { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace }
  const securityContext = { ...spec.securityContext, ...shared }
  return goForm('PodSpec', { ...spec, securityContext }, release)
}

/** What two specifications differ in, as Kubernetes appends it to its refusal (`k8s.io/apimachinery/pkg/util/diff`, 1.34 to 1.36). */
export const specDifference = (
  old: PodSpec,
  spec: PodSpec,
  release: Pick<Release, 'has'>,
): string => {
  const text = (each: PodSpec): string => prettyJson(specForm(each, release), 1)
  return unifiedDiff(text(old), text(spec))
}
