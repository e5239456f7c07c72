import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { BUILT_IN_LABS, labFolders } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { type CommandLine, UsageError } from '../kit/index.ts'

/** Returns the labs of `--labs` in teaching order. Throws LabProblem. */
export const readLabs = ({ values }: Pick<CommandLine, 'values'>, language: string): Lab[] => {
  const labs = labFolders(values['labs']).map((one) => readLab(one, language))
  return labs.toSorted((a, b) => a.order - b.order || a.name.localeCompare(b.name))
}

/** Throws UsageError, with a suggestion, and LabProblem. */
export const folderOf = (name: string, labs = BUILT_IN_LABS): string => {
  const folder = join(labs, name)
  if (/^[\w.-]+$/.test(name) && existsSync(join(folder, 'lab.yaml'))) return folder
  const names = labFolders(labs).map((one) => basename(one))
  const meant = nearest(name, names)
  const help = meant === undefined ? 'csrlab lab list shows all labs' : `did you mean ${meant}?`
  throw new UsageError(`there is no lab ${JSON.stringify(name)}; ${help}`)
}

/**
 * Each word is a lab, its folder, or a folder of labs; without words, returns all labs. Throws like
 * {@link folderOf}.
 */
export const foldersOfLine = ({ words, values: { labs } }: CommandLine): string[] => {
  if (words.length === 0) return labFolders(labs)
  return words.flatMap((word) => (existsSync(word) ? labFolders(word) : [folderOf(word, labs)]))
}
