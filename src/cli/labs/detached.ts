/** The cluster of a lab: a csrlab in memory that outlives the command. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { keepPrivateFile } from '../../server/files.ts'
import { systemClock, systemStopwatch } from '../../server/system.ts'
import { labAuthority } from '../../teaching/labs/cluster-options.ts'
import { AUDIT_POLICY, type LabServer } from '../../teaching/labs/lab-server.ts'
import type { Lab, LabCluster } from '../../teaching/labs/lab.ts'
import { clusterLocation } from '../clusters/location.ts'
import { removeRecord } from '../clusters/records.ts'
import { readServing, type ServingFile, servingIn } from '../clusters/serving.ts'
import { endProcess } from '../clusters/stop-command.ts'
import { type CommandContext, CommandError, type Environment } from '../kit/index.ts'
import { auditLogOf, stateFolder } from './lab-files.ts'

const INTERVAL_MS = 25
const PATIENCE_MS = 60_000

export const clusterName = (lab: string): string => `lab-${lab}`

const flagsOf = (cluster: LabCluster): string[] => {
  const { hints = false, kubernetesVersion, podCertificateSigner: signer } = cluster
  return [
    hints === false ? '--no-hints' : `--hints=${hints}`,
    ...(kubernetesVersion === undefined ? [] : [`--kubernetes-version=${kubernetesVersion}`]),
    ...(signer === undefined ? [] : [`--pod-certificate-signer=${signer}`]),
  ]
}

const withoutOptions = (environment: Environment): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('CSRLAB_')))

const read = (path: string): string => readFileSync(path, 'utf8')

const serverOf = (
  { localUrl, caFile }: ServingFile,
  auditLog: string,
): Omit<LabServer, 'caKeyPem'> => {
  const folder = dirname(caFile)
  const caPem = read(caFile)
  return {
    url: localUrl,
    token: read(join(folder, 'token')).trim(),
    caPem,
    servingCaPem: caPem,
    admin: {
      certificatePem: read(join(folder, 'admin.crt')),
      keyPem: read(join(folder, 'admin.key')),
    },
    auditLog,
  }
}

const servingOf = async (
  environment: Environment,
  lab: string,
): Promise<ServingFile | undefined> => {
  const { record } = clusterLocation(clusterName(lab), environment)
  return record && servingIn(record.folder)
}

export const runningServer = async (
  environment: Environment,
  lab: string,
): Promise<Omit<LabServer, 'caKeyPem'> | undefined> => {
  const serving = await servingOf(environment, lab)
  return serving && serverOf(serving, auditLogOf(environment, lab))
}

/** Stops the server and removes its files. Throws CommandError if the server does not end. */
export const stopServer = async (lab: string, environment: Environment): Promise<void> => {
  const name = clusterName(lab)
  const { record } = clusterLocation(name, environment)
  // asking the server first could take seconds, in which another process may start the lab again
  await endProcess(name, record && readServing(record.folder))
  removeRecord(environment, name)
  rmSync(stateFolder(environment, lab), { recursive: true, force: true })
}

/** If the server does not start, throws CommandError with the server's output. */
export const startServer = async (
  lab: Lab,
  { environment, process: self, entropy }: CommandContext,
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
      ...flagsOf(lab.seed.cluster ?? {}),
      '--json',
    ],
    { cwd: state, detached: true, stdio: ['ignore', log, log], env: withoutOptions(environment) },
  )
  closeSync(log)
  child.unref()
  let hasEnded = false
  child.on('exit', () => (hasEnded = true))
  child.on('error', () => (hasEnded = true))
  const until = systemStopwatch() + PATIENCE_MS
  for (;;) {
    const serving = await servingOf(environment, lab.name)
    if (serving !== undefined && serving.pid === child.pid) {
      // the server has read the key into memory, and the caller gets a copy
      rmSync(inState('ca.key'), { force: true })
      return { ...serverOf(serving, inState('audit.log')), caKeyPem: ca.key }
    }
    if (hasEnded || systemStopwatch() > until) {
      const output = read(inState('server.log'))
        .trim()
        .replace(/^csrlab: /, '')
      if (!hasEnded && child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      throw new CommandError(
        `the cluster of ${lab.name} does not start: ${output || 'it printed nothing'}`,
        3,
      )
    }
    await setTimeout(INTERVAL_MS)
  }
}
