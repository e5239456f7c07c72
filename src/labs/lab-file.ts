/** A file beside `lab.yaml`, which somebody else may have written. */
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** As `lab.yaml` has at most: what a learner is given is read by a person. */
const MOST_BYTES = 1_000_000

/**
 * Its text. Links are followed within the folder: a lab that is fetched from somewhere gives out no file of the person who starts it.
 * Throws an Error that says why it cannot be read.
 */
export const labFileText = (folder: string, name: string): string => {
  let path: string
  try {
    path = realpathSync(join(folder, name))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`${name}, beside it, cannot be read (${code})`, { cause: error })
  }
  if (relative(realpathSync(folder), path).split(sep)[0] === '..')
    throw new Error(`${name} is a link that leaves the folder of the lab, to ${path}`)
  const found = statSync(path)
  if (!found.isFile()) throw new Error(`${name}, beside it, is no file`)
  if (found.size > MOST_BYTES)
    throw new Error(`${name} has ${found.size} bytes; a file of a lab has at most ${MOST_BYTES}`)
  return readFileSync(path, 'utf8')
}
