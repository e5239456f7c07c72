import t from 'tap'
import {
  apiReference,
  projectsToken,
  usesSecrets,
} from '../../../src/apiserver/admission/pod-references.ts'
import type { Pod } from '../../../src/apis/core.ts'

const podOf = (spec: object): Pod => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {},
  spec: spec as Pod['spec'],
  status: {},
})
const withVolume = (volume: object) => ({
  volumes: [{ name: 'scratch' }, { name: 'v', ...volume }],
})
const projecting = (...sources: object[]) => withVolume({ projected: { sources } })
const withContainer = (container: object): object[] => [
  { containers: [{ name: 'a' }, { name: 'b', ...container }] },
  { containers: [{ name: 'a' }], initContainers: [{ name: 'b', ...container }] },
]
const named = { name: 'x' }
const nameless = { name: '' }

const secretsOf = (reference: { name: string }): object[] => [
  { imagePullSecrets: [reference] },
  ...withContainer({ envFrom: [{ secretRef: reference }] }),
  ...withContainer({ env: [{ name: 'e', valueFrom: { secretKeyRef: reference } }] }),
  projecting({ downwardAPI: {} }, { secret: reference }),
  withVolume({ secret: { secretName: reference.name } }),
  withVolume({ csi: { nodePublishSecretRef: reference } }),
]

const configMaps: object[] = [
  ...withContainer({ envFrom: [{ configMapRef: named }] }),
  ...withContainer({ env: [{ name: 'e', valueFrom: { configMapKeyRef: named } }] }),
  projecting({ configMap: named }),
  withVolume({ configMap: named }),
]

t.test("a pod's references to API objects, Secrets and projected tokens are found", async (t) => {
  const cases: [object, string][] = [
    ...secretsOf(named).map((spec): [object, string] => [spec, 'secrets']),
    ...configMaps.map((spec): [object, string] => [spec, 'configmaps']),
    [{ serviceAccountName: 'robot', imagePullSecrets: [named] }, 'serviceaccounts'],
    [{ imagePullSecrets: [named], ...withVolume({ configMap: named }) }, 'secrets'],
    [withVolume({ configMap: nameless }), 'configmaps (via configmap volumes)'],
    [withVolume({ secret: {} }), 'secrets (via secret volumes)'],
    [withVolume({ csi: {} }), 'csidrivers (via CSI volumes)'],
    [withVolume({ persistentVolumeClaim: { claimName: 'c' } }), 'persistentvolumeclaims'],
    [projecting({ configMap: nameless }), 'configmaps (via projected volumes)'],
    [projecting({ secret: nameless }), 'secrets (via projected volumes)'],
    [projecting({ serviceAccountToken: {} }), 'serviceaccounts (via projected volumes)'],
    [projecting({ downwardAPI: {} }, { clusterTrustBundle: {} }), 'clustertrustbundles'],
    [projecting({ downwardAPI: {} }), ''],
    [withVolume({}), ''],
    [{}, ''],
  ]
  for (const [spec, resource] of cases)
    t.equal(apiReference(podOf(spec)), resource, JSON.stringify(spec))
  for (const spec of secretsOf(nameless)) t.notOk(usesSecrets(podOf(spec)), JSON.stringify(spec))
  t.throws(() => apiReference(podOf(projecting({}))), {
    message: 'unknown source for projected volume "v"',
  })
  t.ok(projectsToken(podOf(projecting({ downwardAPI: {} }, { serviceAccountToken: {} }))))
  t.notOk(projectsToken(podOf(projecting({ downwardAPI: {} }))))
})
