/** Brings a class to what its file says: clusters, the desk, and what learners are handed; what is there already stays. */
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { append } from '../../apimachinery/append.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import { clusterOf, readBundle } from '../../hosting/class/bundle.ts'
import {
  bundleObjects,
  DESK,
  type Member,
  memberObjects,
  readBundleOf,
} from '../../hosting/class/desk.ts'
import type { ClassWording } from '../../hosting/class/wording.ts'
import { writeGivenFile } from '../../teaching/labs/given-files.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { auditLogOf, type ClassFile, labFolder, workFolder, writeState } from './class-file.ts'
import { joinLine, kubeconfigLine, learnerKubeconfig, letterOf, type Lines } from './hand-out.ts'
import { makeSeat } from './make-seat.ts'
import { applyAtDesk, type OpenClass } from './open-class.ts'

interface FillParts {
  readonly say: ClassWording
  /** called before each cluster that is made */
  readonly tell: (at: number, all: number) => void
  /** fires when the class is to end */
  readonly signal: AbortSignal
}

const kubeconfigOf = ({ host, url, caPem }: OpenClass, file: ClassFile, id: string): string =>
  learnerKubeconfig(
    file.labs.map((lab) => {
      const name = clusterOf(id, lab)
      return { name: lab, url: `${url}/clusters/${name}`, token: host.hosted(name).token }
    }),
    caPem,
  )

/** The lines that a learner may paste. */
export const linesOf = (open: OpenClass, file: ClassFile, { id, token }: Member): Lines => ({
  join: joinLine(open.url, token, open.caPem),
  kubeconfig: kubeconfigLine(kubeconfigOf(open, file, id)),
})

/** Throws FileError. */
const writeChanged = (path: string, text: string): void => {
  if (readIfThere(path) !== text) keepPrivateFile(path, text)
}

/** Writes the working folder of a lab again, where it is missing: as the lab gave it. */
const restoreFolder = async (
  { host, home }: OpenClass,
  folder: string,
  learner: string,
  lab: string,
): Promise<void> => {
  if (existsSync(folder)) return
  const text = await host.hosted(DESK).use((desk) => readBundleOf(desk, learner, lab))
  const { files = {}, auditLogs = [] } = readBundle(text) ?? {}
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeGivenFile(folder, name, content)
  for (const name of auditLogs)
    symlinkSync(auditLogOf(home, clusterOf(learner, lab)), join(folder, name))
}

/** Throws FileError. */
const handOut = async (
  open: OpenClass,
  file: ClassFile,
  member: Member,
  say: ClassWording,
): Promise<void> => {
  const { id } = member
  for (const lab of file.labs) await restoreFolder(open, workFolder(file, id, lab), id, lab)
  writeChanged(join(file.folder, id, 'kubeconfig'), kubeconfigOf(open, file, id))
  const letter = letterOf(member, file.name, linesOf(open, file, member), say)
  writeChanged(join(file.folder, `${id}.txt`), letter)
}

/** The labs of a class, by their names. Throws LabProblem. */
export const labsOf = (home: string, { labs }: ClassFile): Map<string, Lab> =>
  new Map(labs.map((name) => [name, readLab(labFolder(home, name))]))

/** Makes what a learner does not have yet. `before`: is called before each cluster. */
const fillMember = async (
  open: OpenClass,
  file: ClassFile,
  member: Member,
  missing: readonly Lab[],
  before: () => void,
): Promise<void> => {
  const { home, state } = open
  const { id, token } = member
  const objects: object[] = []
  const seats: typeof state.seats = {}
  for (const lab of missing) {
    before()
    const { seat, bundle } = await makeSeat(open, id, lab, workFolder(file, id, lab.name))
    seats[clusterOf(id, lab.name)] = seat
    append(objects, bundleObjects(id, bundle))
  }
  const membership = `${token} ${file.labs.join(' ')}`
  if (objects.length === 0 && state.members[id] === membership) return
  const wanted = { className: file.name, labs: file.labs }
  await applyAtDesk(open, [...memberObjects(member, wanted), ...objects])
  Object.assign(state.seats, seats)
  state.members[id] = membership
  writeState(home, state)
}

/** Throws LabProblem and FileError; what is finished by then stays. */
export const fillClass = async (
  open: OpenClass,
  file: ClassFile,
  { say, tell, signal }: FillParts,
): Promise<void> => {
  const { home, state } = open
  const labs = [...labsOf(home, file).values()]
  const missingOf = ({ id }: Member): Lab[] =>
    labs.filter(({ name }) => !Object.hasOwn(state.seats, clusterOf(id, name)))
  const all = file.people.flatMap(missingOf).length
  let made = 0
  const before = (): void => {
    signal.throwIfAborted()
    tell((made += 1), all)
  }
  for (const member of file.people) {
    await fillMember(open, file, member, missingOf(member), before)
    await handOut(open, file, member, say)
  }
}
