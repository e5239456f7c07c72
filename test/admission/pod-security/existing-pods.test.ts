import t from 'tap'
import { existingPodWarnings } from '../../../src/admission/pod-security/existing-pods.ts'
import type { Pod } from '../../../src/api/kinds/pods.ts'
import { release } from '../../fixtures/release.ts'

const pod = (name: string): Pod => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name },
  spec: { hostNetwork: true },
  status: {},
})

const baseline = { level: 'baseline', version: Infinity } as const

const warningsFor = (count: number, size: number): string[] =>
  existingPodWarnings('ns', baseline, release, {
    count,
    size: () => size,
    at: (index) => pod(`p${index}`),
  })

void t.test('as many pods are looked at as others can wait for', async (t) => {
  const violate =
    'existing pods in namespace "ns" violate the new PodSecurity enforce level "baseline:latest"'
  t.same(warningsFor(0, 1), [])
  t.same(warningsFor(1, 1), [violate, 'p0: host namespaces'])
  t.same(warningsFor(3000, 1), [violate, 'p0 (and 2999 other pods): host namespaces'])
  t.same(warningsFor(3001, 1), [
    'new PodSecurity enforce level only checked against the first 3000 of 3001 existing pods',
    violate,
    'p0 (and 2999 other pods): host namespaces',
  ])
  t.same(warningsFor(3000, 1024), [
    'new PodSecurity enforce level only checked against the first 256 of 3000 existing pods',
    violate,
    'p0 (and 255 other pods): host namespaces',
  ])
})
