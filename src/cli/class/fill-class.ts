/** Makes the missing parts of a class: clusters, objects in the desk cluster, and files. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { append } from '../../apimachinery/append.ts'
import { kubeconfigOf } from '../../apiserver/client/kubeconfig.ts'
import { clusterOf, readHandout, writeBundle } from '../../hosting/class/bundle.ts'
import {
  bundleName,
  bundleObjects,
  DESK,
  type Member,
  memberObjects,
  namespaceOf,
  readContent,
} from '../../hosting/class/desk.ts'
import { wordsOf } from '../../teaching/words/words.ts'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import { writeTask } from '../labs/texts.ts'
import { auditLogOf, type ClassFile, labFolder, workFolder, writeState } from './class-file.ts'
import { joinLine, kubeconfigLine } from './hand-out.ts'
import { makeSeat } from './make-seat.ts'
import { applyAtDesk, type OpenClass } from './open-class.ts'

/** Number of learners whose clusters are created concurrently, to share database commits. */
const AT_ONCE = 8

interface FillParts {
  readonly language: string
  readonly tell: (at: number, all: number) => void
  readonly signal: AbortSignal
}

/**
 * Returns a kubeconfig with a context for each lab. It contains tokens, because certificates would
 * make the command that writes the kubeconfig too long to paste.
 */
const learnerKubeconfig = (
  { host, url, caPem }: OpenClass,
  labs: readonly string[],
  learner: string,
): string => {
  const each = labs.map((name) => {
    const { token, name: cluster } = host.get(clusterOf(learner, name))
    const server = `${url}/clusters/${cluster}`
    return kubeconfigOf({ name, server, caPem, user: name, context: name, credentials: { token } })
  })
  const all = (part: 'clusters' | 'contexts' | 'users') => each.flatMap((one) => one[part])
  return `${JSON.stringify(
    { ...each[0], clusters: all('clusters'), contexts: all('contexts'), users: all('users') },
    null,
    1,
  )}\n`
}

const writeChanged = (path: string, text: string): void => {
  if (readIfThere(path) !== text) keepPrivateFile(path, text)
}

/** Restores a deleted working folder. */
const restoreFolder = async (
  { home, host }: OpenClass,
  learner: string,
  lab: string,
  folder: string,
): Promise<void> => {
  const text = await host
    .get(DESK)
    .use((desk) => readContent(desk, namespaceOf(learner), bundleName(lab)))
  const bundle = readHandout('LabBundle', text)
  if (bundle === undefined) return
  mkdirSync(folder, { recursive: true })
  writeBundle(bundle, folder, auditLogOf(home, clusterOf(learner, lab)))
}

/** Writes a learner's missing or changed files. */
const handOut = async (
  open: OpenClass,
  file: ClassFile,
  member: Member,
  language: string,
): Promise<void> => {
  const { id, name, token } = member
  const { url, caPem, home } = open
  for (const lab of file.labs) {
    const folder = workFolder(file, id, lab)
    if (!existsSync(folder)) await restoreFolder(open, id, lab, folder)
    if (existsSync(folder))
      writeTask(readLab(labFolder(home, lab), language), folder, wordingOf(language), false)
  }
  const kubeconfig = learnerKubeconfig(open, file.labs, id)
  writeChanged(join(file.folder, id, 'kubeconfig'), kubeconfig)
  const line = joinLine(url, token, caPem)
  const letter = wordsOf(language).class.letter(name, file.name, line, kubeconfigLine(kubeconfig))
  writeChanged(join(file.folder, `${id}.txt`), letter.join('\n'))
}

/** Throws LabProblem. */
export const labsOf = (home: string, { labs }: ClassFile): Lab[] =>
  labs.map((name) => readLab(labFolder(home, name)))

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
  await applyAtDesk(open.host, [...memberObjects(member, wanted), ...objects])
  Object.assign(state.seats, seats)
  state.members[id] = membership
  writeState(home, state)
}

/** Makes all missing parts. Rejects on an error or an abort; finished clusters stay. */
export const fillClass = async (
  open: OpenClass,
  file: ClassFile,
  { language, tell, signal }: FillParts,
): Promise<void> => {
  const { home, state } = open
  const labs = labsOf(home, file)
  const missingOf = ({ id }: Member): Lab[] =>
    labs.filter(({ name }) => !Object.hasOwn(state.seats, clusterOf(id, name)))
  const all = file.people.flatMap(missingOf).length
  let made = 0
  const before = (): void => {
    signal.throwIfAborted()
    tell((made += 1), all)
  }
  // unlike the iterator of an array, a generator ends for all loops once one of them fails
  const rest = (function* () {
    yield* file.people
  })()
  const some = async (): Promise<void> => {
    for (const member of rest) {
      await fillMember(open, file, member, missingOf(member), before)
      await handOut(open, file, member, language)
    }
  }
  // waits for all loops, since the caller closes the server after an error
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, some))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
