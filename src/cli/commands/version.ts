import { shownJson, shownLines } from '../../api/text/shown.ts'
import { isForPrograms } from '../../doctor/command-line.ts'
import { DEFAULT_VERSION } from '../../release/releases.ts'
import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT } from '../grammar/shared-options.ts'

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
