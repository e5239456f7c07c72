import { wordsOf } from '../../teaching/words/words.ts'
import type { Run } from '../kit/index.ts'
import { findClass } from './class-file.ts'
import { runClass } from './run-class.ts'

/** Resolves once the class is being served. */
export const serveCommand: Run = async (line, context) => {
  const { environment, language } = context
  const say = wordsOf(language).class
  const found = findClass(line.words[0], environment)
  await runClass(found, line, context, {
    say,
    tell: (url) => [say.serving(url), say.nextSteps(found.spelled)],
  })
  return undefined
}
