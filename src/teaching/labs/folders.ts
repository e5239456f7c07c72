import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PACKAGE_ROOT } from '../../apimachinery/package-root.ts'
import { LabProblem, unreadable } from './lab-problem.ts'

export const BUILT_IN_LABS = fileURLToPath(new URL('labs', PACKAGE_ROOT))

/** Returns the labs in `folder`, or `folder` itself if it is a lab. Throws LabProblem for none. */
export const labFolders = (folder = BUILT_IN_LABS): string[] => {
  if (existsSync(join(folder, 'lab.yaml'))) return [folder]
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    throw unreadable(folder, error, '; name a folder of labs with --labs')
  }
  const found = names
    .map((name) => join(folder, name))
    .filter((one) => existsSync(join(one, 'lab.yaml')))
  if (found.length > 0) return found.toSorted()
  throw new LabProblem(`there is no lab in ${folder}: a lab is a folder with a lab.yaml`)
}
