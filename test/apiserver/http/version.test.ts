import t from 'tap'
import { versionInfo } from '../../../src/apiserver/http/version.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'

t.test('version info has the minor version and the oldest compatible version', async (t) => {
  t.match(versionInfo(releaseOf('v1.34.0')!), {
    major: '1',
    minor: '34',
    emulationMinor: '34',
    minCompatibilityMinor: '33',
    gitVersion: 'v1.34.0',
  })
  t.match(versionInfo(releaseOf('v1.36.4+k3s1')!), { minor: '36', gitVersion: 'v1.36.4+k3s1' })
})
