/** The cluster of a lab while somebody works on it: a csrlab of its own, in memory, that goes on when the command has ended. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { keepPrivateFile } from '../../server/files.ts'
import { systemClock } from '../../server/system.ts'
import { labAuthority } from '../../teaching/labs/cluster-options.ts'
import type { Lab, LabCluster } from '../../teaching/labs/lab.ts'
import { AUDIT_POLICY, type LabServer } from '../../teaching/labs/lab-server.ts'
import { CommandError } from '../kit/command-options.ts'
import { placeOf } from '../clusters/place.ts'
import { removeRecord } from '../clusters/records.ts'
import { isAlive, readServing, type ServingFile, servingIn } from '../clusters/serving.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { labsHome } from './progress.ts'

type Environment = CommandParts['environment']

/** What `csrlab list` calls it. */
export const clusterName = (lab: string): string => `lab-${lab}`

/** Where its files are, besides those of the cluster itself. */
export const stateFolder = (environment: Environment, lab: string): string =>
  join(labsHome(environment), lab)

export const auditLogOf = (environment: Environment, lab: string): string =>
  join(stateFolder(environment, lab), 'audit.log')

const INTERVAL_MS = 25
const PATIENCE_MS = 60_000

/** Options of the command line for what a lab wants of its cluster. */
const optionsOf = (cluster: LabCluster): string[] => {
  const { hints = false, kubernetesVersion, podCertificateSigner } = cluster
  const valued = {
    'kubernetes-version': kubernetesVersion,
    'pod-certificate-signer': podCertificateSigner,
  }
  return [
    hints === false ? '--no-hints' : `--hints=${hints}`,
    ...Object.entries(valued).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}=${value}`],
    ),
  ]
}

/** Of the person's own options none may reach it. */
const withoutOptions = (environment: Environment): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('CSRLAB_')))

const read = (path: string): string => readFileSync(path, 'utf8')

const serverOf = (
  { localUrl, caFile }: ServingFile,
  auditLog: string,
): Omit<LabServer, 'caKeyPem'> => {
  const folder = dirname(caFile)
  return {
    url: localUrl,
    token: read(join(folder, 'token')).trim(),
    caPem: read(caFile),
    admin: {
      certificatePem: read(join(folder, 'admin.crt')),
      keyPem: read(join(folder, 'admin.key')),
    },
    auditLog,
  }
}

const servingOf = (environment: Environment, lab: string): Promise<ServingFile | undefined> => {
  const { record } = placeOf(clusterName(lab), environment)
  return record === undefined ? Promise.resolve(undefined) : servingIn(record.folder)
}

/** Undefined where it does not run. */
export const runningServer = async (
  environment: Environment,
  lab: string,
): Promise<Omit<LabServer, 'caKeyPem'> | undefined> => {
  const serving = await servingOf(environment, lab)
  return serving && serverOf(serving, auditLogOf(environment, lab))
}

/** Ends it where it runs, and takes away what is of no use without it. Throws CommandError where it does not end. */
export const stopServer = async (
  lab: string,
  { environment, stopwatch }: Pick<CommandParts, 'environment' | 'stopwatch'>,
): Promise<void> => {
  const { record } = placeOf(clusterName(lab), environment)
  const pid = record === undefined ? null : (readServing(record.folder)?.pid ?? null)
  if (pid !== null && isAlive(pid)) {
    process.kill(pid, 'SIGTERM')
    const until = stopwatch() + PATIENCE_MS
    while (isAlive(pid)) {
      if (stopwatch() > until)
        throw new CommandError(`the cluster of ${lab} does not end; its process is ${pid}`, 3)
      await setTimeout(INTERVAL_MS)
    }
  }
  removeRecord(environment, clusterName(lab))
  rmSync(stateFolder(environment, lab), { recursive: true, force: true })
}

/** Throws CommandError with what it said where it does not come up. */
export const startServer = async (
  lab: Lab,
  { environment, stopwatch, process: self, entropy }: CommandParts,
): Promise<LabServer> => {
  const state = stateFolder(environment, lab.name)
  const inState = (name: string): string => join(state, name)
  const ca = await labAuthority(lab, { clock: systemClock, entropy, keyType: 'rsa2048' })
  keepPrivateFile(inState('ca.crt'), ca.certificate)
  keepPrivateFile(inState('ca.key'), ca.key)
  keepPrivateFile(inState('audit-policy.yaml'), AUDIT_POLICY)
  const log = openSync(inState('server.log'), 'w', 0o600)
  const [program = '', ...first] = self.self
  const child = spawn(
    program,
    [
      ...first,
      'start',
      `--name=${clusterName(lab.name)}`,
      '--in-memory',
      '--port=0',
      `--kubeconfig=${inState('kubeconfig')}`,
      `--ca-cert=${inState('ca.crt')}`,
      `--ca-key=${inState('ca.key')}`,
      `--audit-log=${inState('audit.log')}`,
      `--audit-policy-file=${inState('audit-policy.yaml')}`,
      ...optionsOf(lab.seed.cluster ?? {}),
      '--json',
    ],
    { cwd: state, detached: true, stdio: ['ignore', log, log], env: withoutOptions(environment) },
  )
  closeSync(log)
  child.unref()
  let hasEnded = false
  child.on('exit', () => (hasEnded = true))
  child.on('error', () => (hasEnded = true))
  const until = stopwatch() + PATIENCE_MS
  for (;;) {
    const serving = await servingOf(environment, lab.name)
    if (serving !== undefined && serving.pid === child.pid) {
      // it is in its memory, and a lab that gives it away has a copy
      rmSync(inState('ca.key'), { force: true })
      return { ...serverOf(serving, inState('audit.log')), caKeyPem: ca.key }
    }
    if (hasEnded || stopwatch() > until) {
      const said = read(inState('server.log'))
        .trim()
        .replace(/^csrlab: /, '')
      if (!hasEnded && child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      throw new CommandError(
        `the cluster of ${lab.name} does not start: ${said || 'it says nothing'}`,
        3,
      )
    }
    await setTimeout(INTERVAL_MS)
  }
}
