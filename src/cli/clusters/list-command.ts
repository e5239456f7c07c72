import { answer, columnsOf, type Run } from '../kit/index.ts'
import { findAll, type FoundCluster } from './found.ts'

const row = ({ name, folder, isInMemory, lastServing, isRunning }: FoundCluster): string[] => [
  name,
  isRunning ? 'running' : 'stopped',
  lastServing?.url ?? '',
  isInMemory ? 'in memory' : folder,
]

const forPrograms = ({
  name,
  folder,
  isInMemory,
  lastServing,
  isRunning,
}: FoundCluster): object => ({
  name,
  running: isRunning,
  url: lastServing?.url ?? null,
  kubeconfig: lastServing?.kubeconfig ?? null,
  dataDir: isInMemory ? null : folder,
  pid: isRunning ? (lastServing?.pid ?? null) : null,
})

export const listCommand: Run = async (line, { environment }) => {
  const all = await findAll(environment)
  return answer(line, all.map(forPrograms), () =>
    all.length === 0
      ? ['There is no cluster here, and none with a name; run csrlab start to start one.']
      : columnsOf([['NAME', 'STATE', 'SERVER', 'KEPT IN'], ...all.map(row)], '   '),
  )
}
