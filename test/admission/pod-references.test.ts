import t from 'tap'
import { apiReference, projectsToken, usesSecrets } from '../../src/admission/pod-references.ts'
import type { Pod } from '../../src/api/kinds/core.ts'

const podOf = (spec: object): Pod => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {},
  spec: spec as Pod['spec'],
  status: {},
})
const withVolume = (volume: object): object => ({
  volumes: [{ name: 'scratch' }, { name: 'v', ...volume }],
})
const projecting = (...sources: object[]): object => withVolume({ projected: { sources } })
const withContainer = (container: object): object[] => [
  { containers: [{ name: 'a' }, { name: 'b', ...container }] },
  { containers: [{ name: 'a' }], initContainers: [{ name: 'b', ...container }] },
]
const named = { name: 'x' }
const nameless = { name: '' }

void t.test('every way to use a secret is seen, if it names one', async (t) => {
  const ways = (reference: { name: string }): object[] => [
    { imagePullSecrets: [reference] },
    ...withContainer({ envFrom: [{ secretRef: reference }] }),
    ...withContainer({ env: [{ name: 'e', valueFrom: { secretKeyRef: reference } }] }),
    projecting({ downwardAPI: {} }, { secret: reference }),
    withVolume({ secret: { secretName: reference.name } }),
    withVolume({ csi: { nodePublishSecretRef: reference } }),
  ]
  for (const spec of ways(named)) {
    t.equal(usesSecrets(podOf(spec)), true, JSON.stringify(spec))
    t.equal(apiReference(podOf(spec)), 'secrets', JSON.stringify(spec))
  }
  for (const spec of ways(nameless)) t.equal(usesSecrets(podOf(spec)), false, JSON.stringify(spec))
  t.equal(usesSecrets(podOf({})), false)
})

void t.test('what else comes from the API is named, in the order of the real server', async (t) => {
  const configMaps = [
    ...withContainer({ envFrom: [{ configMapRef: named }] }),
    ...withContainer({ env: [{ name: 'e', valueFrom: { configMapKeyRef: named } }] }),
    projecting({ configMap: named }),
    withVolume({ configMap: named }),
  ]
  for (const spec of configMaps) t.equal(apiReference(podOf(spec)), 'configmaps')
  const others: [object, string][] = [
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
  for (const [spec, resource] of others) {
    t.equal(apiReference(podOf(spec)), resource, JSON.stringify(spec))
  }
  t.throws(() => apiReference(podOf(projecting({}))), {
    message: 'unknown source for projected volume "v"',
  })
})

void t.test('a token of the service account is seen in a projected volume', async (t) => {
  t.equal(projectsToken(podOf(projecting({ downwardAPI: {} }, { serviceAccountToken: {} }))), true)
  t.equal(projectsToken(podOf(projecting({ downwardAPI: {} }))), false)
  t.equal(projectsToken(podOf(withVolume({}))), false)
  t.equal(projectsToken(podOf({})), false)
})
