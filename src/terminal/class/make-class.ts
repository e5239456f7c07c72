/** Makes a class: its desk, a cluster for each lab of each learner, and what they are handed. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { formatTime } from '../../api/clock.ts'
import type { Entropy } from '../../api/entropy.ts'
import { keepPrivateFile } from '../../boot/files.ts'
import { systemClock } from '../../boot/system.ts'
import { checkLab } from '../../labs/check-lab.ts'
import { keepBeginning } from '../../labs/class/beginning.ts'
import { enrol, giveBundle, openDesk } from '../../labs/class/desk.ts'
import type { Person } from '../../labs/class/people.ts'
import type { ClassWording } from '../../labs/class/wording.ts'
import type { Lab } from '../../labs/lab.ts'
import { openPlace } from '../../labs/open-place.ts'
import { seedLab } from '../../labs/seed.ts'
import { wordingOf } from '../../labs/wording.ts'
import { createServer, type Server } from '../../server.ts'
import { makeFolder } from '../../store/folder.ts'
import { CommandError } from '../../upkeep/command-options.ts'
import { emptyWorkFolder } from '../labs/work-folder.ts'
import {
  type ClassFile,
  deskFolder,
  labFolder,
  type Reach,
  seatFolder,
  writeClass,
} from './class-file.ts'
import { claimClass } from './class-process.ts'
import {
  type Context,
  filesOf,
  joinLine,
  kubeconfigLine,
  learnerKubeconfig,
  letterOf,
  type Lines,
} from './hand-out.ts'
import { closeAll, type RunningClass, type RunningSeat } from './running-class.ts'
import { makeSeatCluster } from './seat-cluster.ts'

export interface WantedClass {
  readonly name: string
  /** absolute; is not there, or empty */
  readonly folder: string
  readonly people: readonly Person[]
  readonly labs: readonly Lab[]
  readonly reach: Reach
  /** of the desk; those of the clusters follow it. 0: free ones */
  readonly port: number
}

export interface MakingParts {
  readonly home: string
  readonly entropy: Entropy
  readonly say: ClassWording
  readonly tell: (at: number, all: number) => void
  /** fires when somebody does not want it any more */
  readonly signal: AbortSignal
}

export interface MadeClass extends RunningClass {
  /** by the learners' ids */
  readonly lines: ReadonlyMap<string, Lines>
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** As `kubeadm token generate` makes them. */
const newToken = (entropy: Entropy): string => {
  const some = (length: number): string => {
    let text = ''
    // 252 = 7 × 36: a larger byte would make some letters likelier than others
    while (text.length < length)
      for (const byte of entropy.bytes(length))
        if (byte < 252 && text.length < length) text += ALPHABET[byte % 36]
    return text
  }
  return `${some(6)}.${some(16)}`
}

const workFolder = (learner: string, lab: string): string => join(learner, `lab-${lab}`)

const makeSeat = async (
  lab: Lab,
  person: Person,
  wanted: WantedClass,
  port: number,
  { home, entropy }: MakingParts,
  open: (server: Server) => void,
): Promise<RunningSeat> => {
  const { reach } = wanted
  const where = seatFolder(home, { learner: person.id, lab: lab.name })
  makeFolder(where)
  const cluster = await makeSeatCluster(lab, where, { reach, port, entropy })
  open(cluster.server)
  const folder = join(wanted.folder, workFolder(person.id, lab.name))
  mkdirSync(folder, { recursive: true })
  const now = (): number => systemClock.now()
  const seededBytes = await seedLab(lab, cluster.at, folder, now)
  await keepBeginning(cluster.server)
  const place = openPlace({ server: cluster.at, folder, seededBytes, say: wordingOf('en'), now })
  try {
    const checked = await checkLab(lab, place)
    const trueAtStart = checked
      .filter(({ finding }) => finding === undefined)
      .map(({ outcome }) => outcome.id)
    const seat = {
      learner: person.id,
      lab: lab.name,
      port: cluster.port,
      seededBytes,
      trueAtStart,
    }
    return { seat, lab, cluster, folder }
  } finally {
    place.close()
  }
}

/** Only texts of a lab's own, and none of its files for the seed. */
const definitionOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filesOf(folder).files).filter(([name]) => /^lab(\.\w+)?\.yaml$/.test(name)),
  )

const handOut = async (
  person: Person,
  seats: readonly RunningSeat[],
  wanted: WantedClass,
  desk: { readonly server: Server; readonly url: string; readonly token: string },
  say: ClassWording,
): Promise<Lines> => {
  const { server, url, token } = desk
  const labs = seats.map(({ lab }) => lab.name)
  await enrol(server, person, token, { className: wanted.name, labs })
  for (const { seat, lab, cluster, folder } of seats) {
    const { files, links } = filesOf(folder)
    const { url, token, caPem } = cluster.at
    await giveBundle(server, person.id, {
      name: lab.name,
      server: { url, token, caPem },
      seededBytes: seat.seededBytes,
      definition: definitionOf(lab.folder),
      files,
      auditLogs: links,
    })
    writeFileSync(join(folder, 'task.md'), `# ${lab.title}\n\n${lab.task}`)
  }
  const contexts = seats.map(({ lab, cluster }): Context => ({ name: lab.name, at: cluster.at }))
  const kubeconfig = learnerKubeconfig(contexts)
  const lines = {
    join: joinLine(url, token, server.authority.certificatePem),
    kubeconfig: kubeconfigLine(kubeconfig),
  }
  keepPrivateFile(join(wanted.folder, person.id, 'kubeconfig'), kubeconfig)
  keepPrivateFile(
    join(wanted.folder, `${person.id}.txt`),
    letterOf(person, wanted.name, lines, say),
  )
  return lines
}

const make = async (
  wanted: WantedClass,
  parts: MakingParts,
  open: (server: Server) => void,
): Promise<MadeClass> => {
  const { name, folder, people, reach, port } = wanted
  const { home, entropy, tell, signal } = parts
  const labs = wanted.labs.map((lab): Lab => {
    const copy = labFolder(home, lab.name)
    cpSync(lab.folder, copy, { recursive: true })
    return { ...lab, folder: copy }
  })
  const desk = await createServer({
    ...reach,
    hints: false,
    caKeyType: 'p256',
    port,
    dataDir: deskFolder(home),
  })
  open(desk)
  const { url, port: deskPort } = await desk.listen()
  await openDesk(desk, { url, caPem: desk.authority.certificatePem })
  const seats: RunningSeat[] = []
  const lines = new Map<string, Lines>()
  const tokens: Record<string, string> = {}
  for (const person of people) {
    const own: RunningSeat[] = []
    for (const lab of labs) {
      signal.throwIfAborted()
      tell(seats.length + 1, people.length * labs.length)
      const next = port === 0 ? 0 : port + 1 + seats.length
      const seat = await makeSeat(lab, person, wanted, next, parts, open)
      own.push(seat)
      seats.push(seat)
    }
    const token = newToken(entropy)
    tokens[person.id] = token
    lines.set(
      person.id,
      await handOut(person, own, wanted, { server: desk, url, token }, parts.say),
    )
  }
  const file: ClassFile = {
    name,
    created: formatTime(systemClock.now()),
    folder,
    reach,
    port: deskPort,
    labs: labs.map((lab) => lab.name),
    people,
    tokens,
    seats: seats.map(({ seat }) => seat),
  }
  writeClass(home, file)
  return { home, file, desk, deskUrl: url, seats, lines }
}

/** Takes away all that lies in a folder, and the folder where it was not there before. */
const takeBack = (folder: string, wasThere: boolean): void => {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    rmSync(join(folder, name), { recursive: true, force: true })
  if (!wasThere) rmdirSync(folder)
}

/** Throws what `createServer` throws, CommandError, LabProblem and FileError; then nothing of it is left. */
export const makeClass = async (wanted: WantedClass, parts: MakingParts): Promise<MadeClass> => {
  const { home, signal } = parts
  const { folder, name } = wanted
  makeFolder(dirname(home))
  claimClass(home, name)
  const wasThere = existsSync(folder)
  const servers: Server[] = []
  let isOurs = false
  try {
    emptyWorkFolder(folder, false)
    isOurs = true
    return await make(wanted, parts, (server) => servers.push(server))
  } catch (error) {
    await closeAll(servers)
    if (isOurs) takeBack(folder, wasThere)
    rmSync(home, { recursive: true, force: true })
    if (signal.aborted) throw new CommandError('stopped; nothing of the class is left')
    throw error
  }
}
