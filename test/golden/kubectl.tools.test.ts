import t from 'tap'
import { replayCommands, withoutRecordedKubectl } from './commands.ts'

const required = process.env['CSRLAB_REQUIRE_KUBECTL'] === '1'

t.test(
  'kubectl prints the recorded output of a real cluster',
  { skip: required ? false : withoutRecordedKubectl() },
  (t) => replayCommands(t),
)
