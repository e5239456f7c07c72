import { shownJson } from '../../apimachinery/text/shown.ts'
import { wordsOf } from '../../teaching/words/words.ts'
import { isForPrograms, type Run } from '../kit/index.ts'
import { languageOfLine } from '../labs/session.ts'
import { findClass } from './class-file.ts'
import { runClass } from './run-class.ts'

/** Resolves once the class is being served. */
export const serveCommand: Run = async (line, context) => {
  const { environment, terminal } = context
  const say = wordsOf(languageOfLine(line, environment)).class
  const found = findClass(line.words[0], environment)
  await runClass(found, context, {
    say,
    tell: ({ url, state }) => {
      const clusters = Object.keys(state.seats).length
      if (isForPrograms(line)) terminal.write(shownJson({ class: found.file.name, url, clusters }))
      else terminal.print([say.serving(url), say.nextSteps(found.spelled)])
    },
  })
  return undefined
}
