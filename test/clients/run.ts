/** `npm run clients`: has every client that is here, or can be fetched, do its work, and says of the others that they were not tested. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../../src/library/cluster.ts'
import { QUICK, SLOW, type Client, type Outcome } from './clients.ts'
import { helm } from './helm.ts'

/** Against a cluster of its own. */
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

for (const client of [...QUICK, ...SLOW, helm]) {
  if (!client.found()) {
    console.log(`${client.name}: NOT TESTED: it needs ${client.from}`)
    continue
  }
  const outcomes = await outcomesOf(client)
  const failed = outcomes.filter(({ error }) => error !== undefined)
  console.log(`${client.name}: ${outcomes.length - failed.length} of ${outcomes.length}`)
  for (const { check, error } of failed) console.log(`  ${check}: ${error}`)
  if (failed.length > 0) process.exitCode = 1
}
