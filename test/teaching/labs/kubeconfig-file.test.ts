import t from 'tap'
import { readContext } from '../../../src/teaching/labs/kubeconfig-file.ts'
import { wordingOf } from '../../../src/teaching/labs/wording.ts'

const findingFor = (folder: string, context?: string) => {
  try {
    return readContext({ folder, say: wordingOf('en') }, 'kubeconfig', context)
  } catch (error) {
    return (error as { finding?: object }).finding
  }
}

t.test('the missing entry of a kubeconfig is named', async (t) => {
  const folder = t.testdir({
    kubeconfig: `contexts:
- { name: lea, context: { cluster: shop, user: leah } }
- { name: max, context: { cluster: ship, user: lea } }
clusters: [{ name: shop, cluster: { server: https://127.0.0.1 } }]
users: [{ name: lea, user: {} }]
current-context: eva
`,
  })
  t.strictSame(findingFor(folder, 'lea'), {
    is: 'kubeconfig has no user leah',
    wanted: 'the user leah in kubeconfig',
  })
  t.strictSame(findingFor(folder, 'max'), {
    is: 'kubeconfig has no cluster ship',
    wanted: 'the cluster ship in kubeconfig',
  })
  t.strictSame(findingFor(folder, 'eva'), {
    is: 'kubeconfig has no context eva',
    wanted: 'a context eva',
  })
  t.strictSame(findingFor(folder), {
    is: 'kubeconfig has no context eva',
    wanted: 'a current context with a cluster and a user',
  })
})
