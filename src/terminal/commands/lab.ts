import type { Command, Options } from '../grammar/command.ts'
import { JSON_OUTPUT } from '../grammar/shared-options.ts'

const LABS: Options = {
  labs: { value: 'FOLDER', help: 'labs of your own; default: those of csrlab', offer: 'folder' },
}

const verify: Command = {
  name: 'verify',
  summary: 'tries labs: that they can be solved, and can fail',
  about: [
    'Runs each lab in a cluster of its own: the seed, then the check, which has to fail; the solution under bash, after which it has to pass; then what falsifies each outcome, after which that one has to fail. Needs kubectl, openssl and bash. A word is the name of a lab, its folder, or a folder of labs; docs/labs-format.md says how labs are written.',
  ],
  words: { usage: '[LAB|FOLDER...]', least: 0, most: Infinity, offer: 'folder' },
  options: { ...LABS, ...JSON_OUTPUT },
  run: async (...given) => (await import('../labs/verify-command.ts')).verifyCommand(...given),
}

export const lab: Command = {
  name: 'lab',
  summary: 'exercises in a cluster of their own',
  verbs: [verify],
}
