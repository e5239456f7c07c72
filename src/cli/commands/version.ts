import { DEFAULT_VERSION } from '../../apimachinery/release/known-releases.ts'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import type { Command } from '../kit/grammar/command.ts'
import { JSON_OUTPUT } from '../kit/grammar/shared-options.ts'
import { isForPrograms } from '../kit/index.ts'

export const version: Command = {
  name: 'version',
  summary: 'print the version',
  options: JSON_OUTPUT,
  run: (line, { version }) => ({
    text: isForPrograms(line)
      ? shownJson({ csrlab: version, kubernetes: DEFAULT_VERSION })
      : shownLines([version, '']),
    code: 0,
  }),
}
