/** Finds the labs that a line is about. */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { CommandLine } from '../kit/command-line.ts'
import { UsageError } from '../kit/command-line.ts'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { labFolders, labsFolder, presentName } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'

/** All of a folder, in the order in which they are to be done. Throws LabProblem. */
export const readLabs = (folder: string, language: string): Lab[] => {
  const labs = labFolders(folder).map((one) => readLab(one, language))
  return labs.toSorted((a, b) => a.order - b.order || a.name.localeCompare(b.name))
}

/** The folder of a lab by its name. Throws UsageError with the name that was probably meant, and LabProblem. */
export const folderOf = (name: string, labs: string): string => {
  const folder = [name, presentName(name)]
    .map((one) => join(labs, one))
    .find((one) => /^[\w.-]+$/.test(name) && existsSync(join(one, 'lab.yaml')))
  if (folder !== undefined) return folder
  const names = labFolders(labs).map((one) => basename(one))
  const meant = nearest(name, names)
  throw new UsageError(
    `there is no lab ${JSON.stringify(name)}; ${meant === undefined ? `csrlab lab list shows those that there are` : `did you mean ${meant}?`}`,
  )
}

/** The folders of `verify`: each word is a lab, its folder or a folder of labs. Throws UsageError and LabProblem. */
export const foldersOfLine = ({ words, values }: CommandLine): string[] => {
  const labs = labsFolder(values['labs'])
  if (words.length === 0) return labFolders(labs)
  return words.flatMap((word) => (existsSync(word) ? labFolders(word) : [folderOf(word, labs)]))
}
