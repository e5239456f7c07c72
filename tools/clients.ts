/** Runs every installed client against a cluster, including Helm and Ansible. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../src/library/cluster.ts'
import { QUICK, SLOW, type Client, type Outcome } from '../test/clients/clients.ts'
import { helm } from '../test/clients/helm.ts'

const outcomesOf = async (client: Client): Promise<Outcome[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-client-'))
  const cluster = await startCluster()
  try {
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(kubeconfig, cluster.kubeconfig(), { mode: 0o600 })
    return await client.run(kubeconfig, folder)
  } finally {
    await cluster.close()
    rmSync(folder, { recursive: true })
  }
}

export const main = async (): Promise<boolean> => {
  let isWell = true
  for (const client of [...QUICK, ...SLOW, helm]) {
    if (!client.found()) {
      console.log(`${client.name}: NOT TESTED: it needs ${client.from}`)
      continue
    }
    const outcomes = await outcomesOf(client)
    const failed = outcomes.filter(({ error }) => error !== undefined)
    console.log(`${client.name}: ${outcomes.length - failed.length} of ${outcomes.length}`)
    for (const { check, error } of failed) console.log(`  ${check}: ${error}`)
    isWell &&= failed.length === 0
  }
  return isWell
}
