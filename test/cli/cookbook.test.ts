import t from 'tap'
import { installed } from '../fixtures/installed.ts'
import { runStory } from './story.ts'

const able = installed('curl', '--version') && installed('openssl', 'version')

t.test(
  'the curl cookbook of the README works as it stands',
  { skip: able ? false : 'curl and openssl are not installed' },
  (t) => runStory(t, 'curl'),
)
