import t from 'tap'
import { OptionsError } from '../../src/boot/options-error.ts'
import { resources } from '../../src/resources/index.ts'
import { checkRuntimeConfig, runtimeConfig, servedVersions } from '../../src/boot/runtime-config.ts'

const RESOURCES = resources({ observeDuration: () => undefined })
const bundles = RESOURCES.find(({ resource }) => resource === 'clustertrustbundles')!
const versionsWith = (text: string): string[] =>
  servedVersions(bundles, runtimeConfig.read('--runtime-config', text)).map(
    ({ version }) => version,
  )

void t.test('the most exact key decides', async (t) => {
  const cases: [string, string[]][] = [
    ['', ['v1beta1']],
    ['certificates.k8s.io/v1alpha1=true', ['v1beta1', 'v1alpha1']],
    ['certificates.k8s.io/v1alpha1', ['v1beta1', 'v1alpha1']],
    ['api/alpha=true, api/beta=false', ['v1alpha1']],
    ['api/beta=false,certificates.k8s.io/v1beta1=true', ['v1beta1']],
    ['certificates.k8s.io/v1beta1/clustertrustbundles=false', []],
  ]
  for (const [text, versions] of cases) t.same(versionsWith(text), versions, text)
})

void t.test('what is not understood is refused in a sentence', async (t) => {
  t.throws(() => runtimeConfig.read('--runtime-config', 'api/beta=maybe'), OptionsError)
  t.throws(() => runtimeConfig.read('--runtime-config', 'api/beta=maybe'), {
    message: /^--runtime-config sets api\/beta to "maybe", which is neither true nor false; .*\.$/,
  })
  for (const key of ['batch/v1', 'certificates.k8s.io/v1', '__proto__']) {
    t.throws(
      () => checkRuntimeConfig(runtimeConfig.read('--runtime-config', `${key}=true`), RESOURCES),
      {
        message: new RegExp(
          `^--runtime-config names "${key}", but what can be switched is api/alpha, `,
        ),
      },
    )
  }
  checkRuntimeConfig(
    runtimeConfig.read('--runtime-config', 'api/alpha=true,certificates.k8s.io/v1alpha1'),
    RESOURCES,
  )
})
