/** Runs the documents' commands and compares their output. */
import { join } from 'node:path'
import t from 'tap'
import { documentText, pattern, printed, stepsOf } from './documents.ts'
import { makeProject } from './project.ts'
import { pressCtrlC, testStory } from './story.ts'

/** Required programs, by document and story. */
const STORIES: readonly (readonly [document: string, name: string, ...needs: string[]])[] = [
  ['README.md', 'readme', 'kubectl', 'openssl', 'curl'],
  ['docs/learn.md', 'kubectl', 'kubectl', 'openssl'],
  ['docs/learn.md', 'page', 'kubectl', 'openssl'],
  ['docs/curl.md', 'curl', 'curl', 'openssl'],
  ['docs/testing.md', 'ci', 'kubectl', 'openssl'],
  ['docs/walkthroughs.md', 'server', 'kubectl', 'openssl'],
  ['docs/walkthroughs.md', 'revoked', 'kubectl', 'openssl'],
  ['docs/kubelet-bootstrap.md', 'kubelet', 'kubectl', 'openssl', 'curl'],
]

const WITHOUT_HINTS = { CSRLAB_KUBERNETES_VERSION: 'v1.37', CSRLAB_HINTS: 'false' }

const OPTIONS: Readonly<Record<string, typeof WITHOUT_HINTS>> = {
  'docs/walkthroughs.md': WITHOUT_HINTS,
  'docs/kubelet-bootstrap.md': WITHOUT_HINTS,
}

for (const [document, name, ...needs] of STORIES)
  testStory(t, document, name, needs, OPTIONS[document])

testStory(t, 'docs/pod-certificates.md', 'pods', ['kubectl', 'openssl'], {
  CSRLAB_KUBERNETES_VERSION: 'v1.37',
  CSRLAB_POD_CERTIFICATE_SIGNER: 'example.com/shop',
})

const NO_CONTROLLERS = { CSRLAB_CONTROLLERS: '-*' }
const CONTROLLERS = 'controllers --kubeconfig .csrlab/kubeconfig'
testStory(t, 'docs/controllers.md', 'controllers', ['kubectl'], NO_CONTROLLERS, CONTROLLERS)

testStory(t, 'docs/clusters.md', 'clusters', ['kubectl'], { CSRLAB_CLUSTERS: 'true' })

t.test("a start prints what the README's first step shows", async (t) => {
  const [first] = stepsOf(documentText('README.md'))
  t.equal(first!.script, 'npm ci && npm start\n')
  // instead of building this checkout, the test installs the packed csrlab in another folder
  const output = await pressCtrlC('npx csrlab', makeProject(t), {
    ...process.env,
    NODE_OPTIONS: '',
    CSRLAB_PORT: '0',
    CSRLAB_DATA_DIR: join(t.testdir(), '.csrlab'),
  })
  const generic = (text: string) =>
    text
      .replace(/127\.0\.0\.1:\d+/, 'HOST')
      .replace(/[0-9A-F]{64}/, 'FINGERPRINT')
      .replace(/\/\S+\/\.csrlab/g, 'FOLDER')
  const shown = generic(output).split('\n')
  const from = shown.findIndex((line) => line.startsWith('csrlab'))
  const expected = generic(first!.prints!)
  const seen = shown.slice(from, from + expected.trimEnd().split('\n').length).join('\n')
  t.match(printed(seen), pattern(expected))
})
