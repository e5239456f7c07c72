import { resolve } from 'node:path'
import { type Entropy, randomText } from '../../apimachinery/entropy.ts'
import { isLabName } from '../../hosting/class/bundle.ts'
import type { Member } from '../../hosting/class/desk.ts'
import type { Person } from '../../hosting/class/people.ts'
import { labFolders } from '../../teaching/labs/folders.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { CommandError } from '../kit/index.ts'
import { folderOf } from '../labs/find-labs.ts'

/** Maximum number of clusters in a class. A machine with 2 GB of memory can serve them all. */
export const MAX_CLUSTERS = 1000

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Makes a bootstrap token, like `kubeadm token generate`. `id`: the part before the dot. */
export const newToken = (entropy: Entropy, id = randomText(entropy, 6, ALPHABET)): string =>
  `${id}.${randomText(entropy, 16, ALPHABET)}`

export const membersOf = (people: readonly Person[], entropy: Entropy): Member[] =>
  people.map((person) => ({ ...person, token: newToken(entropy) }))

/** Reads labs by name or folder. Throws UsageError, LabProblem and CommandError. */
export const labsOfNames = (names: readonly string[], language: string): Lab[] => {
  const folders = names.flatMap((name) =>
    name.includes('/') ? labFolders(name) : [folderOf(name)],
  )
  const labs = [...new Set(folders.map((folder) => resolve(folder)))].map((folder) =>
    readLab(folder, language),
  )
  for (const [at, { name }] of labs.entries()) {
    if (!isLabName(name))
      throw new CommandError(
        `the lab ${JSON.stringify(name)} cannot be in a class; rename its folder to at most 26 lower-case letters, digits and single dashes`,
      )
    if (labs.findIndex((lab) => lab.name === name) < at)
      throw new CommandError(`two labs are called ${name}; a class can have one of them`)
  }
  return labs
}

/** Throws CommandError for too many clusters. */
export const assertSize = (people: number, labs: number): void => {
  if (people * labs > MAX_CLUSTERS)
    throw new CommandError(
      `${people} learners with ${labs} labs would be ${people * labs} clusters, and a class can have at most ${MAX_CLUSTERS}; choose fewer labs, or create two classes`,
    )
}
