import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createServer } from '../../server/server.ts'
import { systemClock, systemEntropy } from '../../server/system.ts'
import { labAuthority } from '../../teaching/labs/cluster-options.ts'
import { LabProblem } from '../../teaching/labs/lab-problem.ts'
import { AUDIT_POLICY } from '../../teaching/labs/lab-server.ts'
import type { Lab } from '../../teaching/labs/lab.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { type Verified, verifyLab } from '../../teaching/labs/verify-lab.ts'
import { type CommandContext, isForPrograms, type Run } from '../kit/index.ts'
import { foldersOfLine } from './find-labs.ts'
import { requirePrograms } from './programs.ts'

type Runner = Pick<CommandContext, 'environment'> & { readonly self: readonly string[] }

/** Verifies a lab on a server in memory. `folder`: for the audit log and the lab's files. */
const verifyIn = async (folder: string, lab: Lab, runner: Runner): Promise<Verified> => {
  const ca = await labAuthority(lab, {
    clock: systemClock,
    entropy: systemEntropy,
    keyType: 'p256',
  })
  const auditLog = join(folder, 'audit.log')
  const server = await createServer({
    hints: false,
    ...lab.seed.cluster,
    ca,
    auditLog,
    auditPolicy: AUDIT_POLICY,
    port: 0,
  })
  try {
    const { url } = await server.listen()
    const { adminToken: token, admin, authority } = server
    const { certificatePem: caPem, keyPem: caKeyPem } = authority
    const labServer = { url, token, admin, caPem, servingCaPem: caPem, caKeyPem, auditLog }
    return await verifyLab(lab, { ...runner, server: labServer, folder, clock: systemClock })
  } finally {
    await server.close()
  }
}

/** Verifies a lab. Errors in its files are returned as problems. */
export const verifyFolder = async (folder: string, runner: Runner): Promise<Verified> => {
  const work = mkdtempSync(join(tmpdir(), 'csrlab-verify-'))
  try {
    return await verifyIn(work, readLab(folder), runner)
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error
    return { falsified: 0, problems: error.message.split('\n') }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const linesOf = (name: string, { falsified, problems }: Verified): string[] =>
  problems.length === 0
    ? [`✓ ${name}: can be solved; falsify scripts run: ${falsified}`]
    : [
        `✗ ${name}`,
        ...problems.flatMap((problem) => problem.split('\n').map((line) => `    ${line}`)),
      ]

export const verifyCommand: Run = async (line, { environment, terminal, process: { self } }) => {
  const folders = foldersOfLine(line)
  requirePrograms(environment, ['kubectl', 'openssl', 'bash'])
  const labs: (Verified & { readonly name: string })[] = []
  for (const folder of folders) {
    const name = basename(folder)
    terminal.progress(`verifying ${name}`)
    const verified = await verifyFolder(folder, { environment, self })
    terminal.progress(undefined)
    labs.push({ name, ...verified })
    if (!isForPrograms(line)) terminal.print(linesOf(name, verified))
  }
  const code = labs.every(({ problems }) => problems.length === 0) ? 0 : 1
  return { json: { labs }, lines: [], code }
}
