import t from 'tap'
import { OptionsError } from '../../src/server/options-error.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { resources } from '../../src/resources/index.ts'
import { FLAGS } from '../../src/server/flags.ts'
import { checkRuntimeConfig, servedVersions } from '../../src/server/runtime-config.ts'

const { parser: runtimeConfig } = FLAGS['runtime-config']

const release = releaseOf('v1.34')!
const RESOURCES = resources({
  authorizer: { authorize: () => ({ decision: 'allow', reason: '' }) },
  release,
})
const bundles = RESOURCES.find(({ resource }) => resource === 'clustertrustbundles')!
const versionsWith = (text: string, of = bundles, servedRelease = release) =>
  servedVersions(of, runtimeConfig.read('--runtime-config', text), servedRelease).map(
    ({ version }) => version,
  )

t.test('the most specific key takes precedence', async (t) => {
  const cases = [
    ['', ['v1beta1']],
    ['certificates.k8s.io/v1alpha1=true', ['v1beta1', 'v1alpha1']],
    ['certificates.k8s.io/v1alpha1', ['v1beta1', 'v1alpha1']],
    ['api/alpha=true, api/beta=false', ['v1alpha1']],
    ['api/beta=false,certificates.k8s.io/v1beta1=true', ['v1beta1']],
    ['certificates.k8s.io/v1beta1/clustertrustbundles=false', []],
  ] as const
  for (const [text, versions] of cases) t.same(versionsWith(text), versions, text)
})

t.test('a version is served if the release, the gate and --runtime-config allow it', async (t) => {
  const ofPods = RESOURCES.find(({ resource }) => resource === 'podcertificaterequests')!
  const beta = 'certificates.k8s.io/v1beta1=true'
  const gates = { ClusterTrustBundle: true, PodCertificateRequest: true }
  const rows = [
    ['v1.34', {}, '', ['v1beta1'], []],
    ['v1.34', { PodCertificateRequest: true }, beta, ['v1beta1'], []],
    ['v1.34', { ClusterTrustBundle: false }, beta, [], []],
    ['v1.35', {}, beta, [], []],
    ['v1.36', gates, '', [], []],
    ['v1.36', gates, beta, ['v1beta1'], ['v1beta1']],
    ['v1.36', gates, 'api/beta', ['v1beta1'], ['v1beta1']],
    ['v1.36', gates, 'api/alpha', ['v1alpha1'], []],
    ['v1.37', {}, '', ['v1'], ['v1']],
    ['v1.37', {}, `${beta},api/alpha`, ['v1', 'v1beta1'], ['v1', 'v1beta1']],
    ['v1.37', { PodCertificateRequest: false }, beta, ['v1', 'v1beta1'], []],
  ] as const
  for (const [version, settings, text, ofBundles, ofRequests] of rows) {
    const asked = releaseOf(version, settings)!
    const name = `${version} ${JSON.stringify(settings)} ${text}`
    t.same(versionsWith(text, bundles, asked), ofBundles, name)
    t.same(versionsWith(text, ofPods, asked), ofRequests, name)
  }
})

t.test('invalid values and unknown keys are rejected', async (t) => {
  t.throws(() => runtimeConfig.read('--runtime-config', 'api/beta=maybe'), OptionsError)
  t.throws(() => runtimeConfig.read('--runtime-config', 'api/beta=maybe'), {
    message: /^--runtime-config sets api\/beta to "maybe", which is neither true nor false; .*\.$/,
  })
  for (const key of ['batch/v1', 'certificates.k8s.io/v1', '__proto__']) {
    t.throws(
      () => checkRuntimeConfig(runtimeConfig.read('--runtime-config', `${key}=true`), RESOURCES),
      {
        message: new RegExp(
          `^--runtime-config names "${key}", but the possible names are api/alpha, `,
        ),
      },
    )
  }
  checkRuntimeConfig(
    runtimeConfig.read('--runtime-config', 'api/alpha=true,certificates.k8s.io/v1alpha1'),
    RESOURCES,
  )
})
