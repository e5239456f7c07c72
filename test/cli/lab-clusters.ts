/** Clusters that commands of labs leave running. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where a test has failed in between, its clusters must not stay. */
export const stopAll = (env: { readonly HOME: string }): void => {
  const data = join(env.HOME, '.local', 'share', 'csrlab')
  if (!existsSync(data)) return
  for (const name of readdirSync(data).filter((file) => file.endsWith('.json'))) {
    const { folder } = JSON.parse(readFileSync(join(data, name), 'utf8')) as { folder: string }
    const { pid } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { pid: number }
    process.kill(pid)
  }
}
