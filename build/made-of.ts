import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const filesOf = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path]

export const digestOf = (root: string, names: readonly string[]): string => {
  const digest = createHash('sha256')
  for (const path of names.flatMap((name) => filesOf(join(root, name))).sort()) {
    const content = readFileSync(path)
    digest.update(`${path.slice(root.length)} ${content.length}\n`).update(content)
  }
  return digest.digest('hex')
}
