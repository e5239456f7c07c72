import t from 'tap'
import { DEFAULT_VERSION, releaseOf, VERSIONS } from '../../src/release/releases.ts'

t.test('versions with and without a patch level', (t) => {
  t.equal(releaseOf('v1.36')?.version, 'v1.36.3')
  t.equal(releaseOf('v1.36.1')?.version, 'v1.36.1')
  t.equal(releaseOf('v1.36.4-rc.0+k3s1')?.version, 'v1.36.4-rc.0+k3s1')
  t.equal(releaseOf('v1.36.1')?.name, '1.36')
  t.equal(releaseOf(DEFAULT_VERSION)?.version, DEFAULT_VERSION)
  for (const version of VERSIONS) t.ok(releaseOf(version), version)
  for (const none of ['1.36', 'v1.33', 'v1.36.', 'v1.36.x', 'v2.0', '', 'v1']) {
    t.equal(releaseOf(none), undefined, none)
  }
  t.end()
})

t.test('a change stays from the release on that made it', (t) => {
  const since = (change: Parameters<NonNullable<ReturnType<typeof releaseOf>>['has']>[0]) =>
    VERSIONS.filter((version) => releaseOf(version)!.has(change))
  t.same(since('DeleteOptionsBadRequest'), ['v1.35', 'v1.36', 'v1.37'])
  t.same(since('TrustBundlesV1'), ['v1.37'])
  t.end()
})
