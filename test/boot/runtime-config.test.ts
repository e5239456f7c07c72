import t from 'tap'
import { OptionsError } from '../../src/boot/options-error.ts'
import { resources } from '../../src/resources/index.ts'
import {
  checkRuntimeConfig,
  parseRuntimeConfig,
  servedVersions,
} from '../../src/boot/runtime-config.ts'

const RESOURCES = resources({ observeDuration: () => undefined })
const bundles = RESOURCES.find(({ resource }) => resource === 'clustertrustbundles')!
const versionsWith = (text: string): string[] =>
  servedVersions(bundles, parseRuntimeConfig(text)).map(({ version }) => version)

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
  t.throws(() => parseRuntimeConfig('api/beta=maybe'), OptionsError)
  t.throws(() => parseRuntimeConfig('api/beta=maybe'), {
    message: /^--runtime-config sets api\/beta to "maybe", which is neither true nor false; .*\.$/,
  })
  for (const key of ['batch/v1', 'certificates.k8s.io/v1', '__proto__']) {
    t.throws(() => checkRuntimeConfig(parseRuntimeConfig(`${key}=true`), RESOURCES), {
      message: new RegExp(
        `^--runtime-config names "${key}", but what can be switched is api/alpha, `,
      ),
    })
  }
  checkRuntimeConfig(parseRuntimeConfig('api/alpha=true,certificates.k8s.io/v1alpha1'), RESOURCES)
})
