import { rmSync } from 'node:fs'
import { wordsOf } from '../../teaching/words/words.ts'
import { servingIn } from '../clusters/serving.ts'
import { endProcess } from '../clusters/stop-command.ts'
import { answer, confirm, linesResult, type Run } from '../kit/index.ts'
import { typedPath } from '../labs/lab-commands.ts'
import { dataFolder, findClass } from './class-file.ts'

/** Exits with 1 if the person declines. */
export const deleteCommand: Run = async (line, { environment, language, terminal }) => {
  const say = wordsOf(language).class
  const { home, file } = findClass(line.words[0], environment)
  const { name, folder } = file
  if (!(await confirm(line, terminal, say.askDelete(name), `delete the class ${name}`)))
    return linesResult([say.notDeleted], 1)
  const serving = await servingIn(dataFolder(home))
  await endProcess(name, serving?.pid)
  rmSync(home, { recursive: true, force: true })
  return answer(line, { class: name, deleted: true, folder }, () => [
    say.deleted(name, typedPath(folder)),
  ])
}
