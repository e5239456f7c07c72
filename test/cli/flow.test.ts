import t from 'tap'
import { installed } from '../fixtures/installed.ts'
import { runStory } from './story.ts'

const able = installed('kubectl', 'version', '--client') && installed('openssl', 'version')
const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'

t.test(
  'the kubectl walk-through of the README works as it stands',
  { skip: able || required ? false : 'kubectl and openssl are not installed' },
  (t) => runStory(t, 'kubectl'),
)
