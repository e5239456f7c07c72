/** `csrlab class create`: makes a class, and serves it. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Shown, shownJson, shownLines } from '../../api/text/shown.ts'
import { FLAGS } from '../../boot/flags.ts'
import { validateOptions } from '../../boot/options.ts'
import { startError } from '../../boot/start-error.ts'
import { type CommandLine, isForPrograms, UsageError } from '../../doctor/command-line.ts'
import { LAB_NAME } from '../../labs/class/bundle.ts'
import { type Person, readPeople } from '../../labs/class/people.ts'
import { type ClassWording, classWordingOf } from '../../labs/class/wording.ts'
import { labFolders, labsFolder } from '../../labs/folders.ts'
import type { Lab } from '../../labs/lab.ts'
import { readLab } from '../../labs/read-lab.ts'
import { CommandError } from '../../upkeep/command-options.ts'
import { checkName } from '../clusters/names.ts'
import type { CommandParts } from '../grammar/command.ts'
import { folderOf } from '../labs/find-labs.ts'
import { typed } from '../labs/lab-commands.ts'
import { languageOfLine } from '../labs/session.ts'
import { classHome, type Reach } from './class-file.ts'
import { type MadeClass, makeClass } from './make-class.ts'
import { keepClass } from './serve-class.ts'

const NAME = 'class'
const MAX_CLUSTERS = 400

const peopleOf = (path: string | undefined): Person[] => {
  if (path === undefined)
    throw new UsageError('a class needs its learners: --from people.csv, a name on each line')
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(`${path} cannot be read (${code}); name a file with --from`, 3)
  }
  return readPeople(bytes, path)
}

/** By their names, or by the folders of a teacher's own. Throws UsageError, LabProblem and CommandError. */
const labsOf = ({ values }: CommandLine, language: string): Lab[] => {
  const names = values['labs']?.split(',').map((name) => name.trim())
  if (names === undefined)
    throw new UsageError('a class needs labs: --labs jane,groups; csrlab lab list shows them')
  const own = labsFolder(undefined)
  const folders = names.flatMap((name) =>
    name.includes('/') ? labFolders(name) : [folderOf(name, own)],
  )
  const labs = [...new Set(folders.map((folder) => resolve(folder)))].map((folder) =>
    readLab(folder, language),
  )
  for (const [at, { name }] of labs.entries()) {
    if (!LAB_NAME.test(name))
      throw new CommandError(
        `the lab ${JSON.stringify(name)} cannot be in a class; call its folder in small letters, digits and dashes`,
      )
    if (labs.findIndex((lab) => lab.name === name) < at)
      throw new CommandError(`two labs are called ${name}; a class can have one of them`)
  }
  return labs
}

/** Throws OptionsError. */
const reachOf = ({ values }: CommandLine): { readonly reach: Reach; readonly port: number } => {
  const { host, port, 'advertise-address': address, 'tls-san': names } = values
  const valid = validateOptions({
    ...(host !== undefined && { host: FLAGS.host.parser.read('--host', host) }),
    port: port === undefined ? 0 : FLAGS.port.parser.read('--port', port),
    advertiseAddress:
      address && FLAGS['advertise-address'].parser.read('--advertise-address', address),
    ...(names !== undefined && { tlsSan: FLAGS['tls-san'].parser.read('--tls-san', names) }),
  })
  const { advertiseAddress, tlsSan } = valid
  return {
    reach: {
      host: valid.host,
      ...(advertiseAddress !== undefined && { advertiseAddress }),
      tlsSan,
    },
    port: valid.port,
  }
}

const told = ({ file, deskUrl, seats, lines }: MadeClass): Shown =>
  shownJson({
    class: file.name,
    folder: file.folder,
    url: deskUrl,
    learners: file.people.map(({ id, name }) => ({
      id,
      name,
      kubeconfig: join(file.folder, id, 'kubeconfig'),
      join: lines.get(id)?.join,
      kubeconfigLine: lines.get(id)?.kubeconfig,
      labs: seats
        .filter(({ seat }) => seat.learner === id)
        .map(({ seat, cluster, folder }) => ({ lab: seat.lab, url: cluster.at.url, folder })),
    })),
  })

const banner = ({ file, deskUrl }: MadeClass, say: ClassWording): Shown =>
  shownLines([
    say.created(file.name, file.people.length, file.labs.length),
    ...say.handOut(typed(file.folder)),
    say.serving(deskUrl),
    ...say.nextSteps,
    ...(/^(127\.|::1$|localhost$)/.test(file.reach.host) ? [say.onlyHere] : []),
    '',
  ])

/** Resolves once it serves, and has said so. Throws UsageError, OptionsError, CommandError, LabProblem, ListenError and FileError; then nothing of the class is left. */
export const createCommand = async (line: CommandLine, parts: CommandParts): Promise<undefined> => {
  const { environment, terminal, entropy, process: control } = parts
  const language = languageOfLine(line, environment)
  const say = classWordingOf(language)
  const [given = NAME] = line.words
  const name = checkName(given)
  const people = peopleOf(line.values['from'])
  const labs = labsOf(line, language)
  const { reach, port } = reachOf(line)
  const clusters = people.length * labs.length
  if (clusters > MAX_CLUSTERS)
    throw new CommandError(
      `${people.length} learners with ${labs.length} labs would be ${clusters} clusters, and one class has ${MAX_CLUSTERS} at most; take fewer labs, or make two classes`,
    )
  if (port !== 0 && port + clusters > 65_535)
    throw new UsageError(
      `--port ${port} leaves no room for ${clusters} clusters, each on the next port; choose a smaller one`,
    )
  const unwanted = new AbortController()
  let stop: (() => Promise<void>) | undefined
  const making = makeClass(
    { name, folder: resolve(line.values['dir'] ?? name), people, labs, reach, port },
    {
      home: classHome(environment, name),
      entropy,
      say,
      tell: (at, all) => terminal.progress(shownLines([say.making(at, all)])),
      signal: unwanted.signal,
    },
  )
  control.onStop(async () => {
    unwanted.abort()
    await making.catch(() => undefined)
    await stop?.()
  })
  control.onFault((error) => startError(error, classHome(environment, name)))
  let made: MadeClass
  try {
    made = await making
  } finally {
    terminal.progress(undefined)
  }
  stop = keepClass(made, parts, say)
  if (isForPrograms(line)) terminal.write(told(made))
  else terminal.print(banner(made, say))
  return undefined
}
