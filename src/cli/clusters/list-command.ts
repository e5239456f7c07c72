import { columnsOf, type Run } from '../kit/index.ts'
import { findAll, type FoundCluster } from './found.ts'

const row = ({ name, folder, isInMemory, serving, lastServing }: FoundCluster): string[] => [
  name,
  serving ? 'running' : 'stopped',
  lastServing?.url ?? '',
  isInMemory ? 'in memory' : folder,
]

const forPrograms = ({ name, folder, isInMemory, serving, lastServing }: FoundCluster): object => ({
  name,
  running: serving !== undefined,
  url: lastServing?.url ?? null,
  kubeconfig: lastServing?.kubeconfig ?? null,
  dataDir: isInMemory ? null : folder,
  pid: serving?.pid ?? null,
})

export const listCommand: Run = async (_line, { environment }) => {
  const all = await findAll(environment)
  return {
    json: all.map(forPrograms),
    lines:
      all.length === 0
        ? ['There is no cluster here, and none with a name; run csrlab start to start one.']
        : columnsOf([['NAME', 'STATE', 'SERVER', 'KEPT IN'], ...all.map(row)], '   '),
  }
}
