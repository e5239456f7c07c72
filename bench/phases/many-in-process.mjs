import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { memory, time } from '../measure.mjs'

const PROGRAM = fileURLToPath(new URL('../open-many.mjs', import.meta.url))
const DIST = fileURLToPath(new URL('../../dist', import.meta.url))

/** Many open clusters in one process: the cost of each, and memory that remains after closing. */
export const manyInProcess = ({ clusters: count }) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--expose-gc', PROGRAM, String(count), DIST],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`bench/open-many.mjs failed: ${stderr}`)
  const { ms, cpu, open, closed } = JSON.parse(stdout)
  return [
    time(`one of ${count} clusters in a process`, ms, { cpu }),
    ...memory(`one of ${count} clusters, resident`, open.rss),
    ...memory(`one of ${count} clusters, heap and buffers`, open.heap + open.external),
    ...memory(`one of ${count} closed clusters, heap and buffers`, closed.heap + closed.external),
  ]
}
