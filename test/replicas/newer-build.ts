/** A csrlab of another version than the one that is built here. */
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Files of dist that are published. */
const isNeeded = (name: string): boolean => /\.(?:cjs|json)$|^cli\.js$/.test(name)

/** Makes one in a folder; returns its program. `format`: the newest form of what is in etcd that it knows, if another one. */
export const makeBuild = (folder: string, version: string, format?: number): string => {
  for (const name of readdirSync(join(ROOT, 'dist')).filter(isNeeded))
    cpSync(join(ROOT, 'dist', name), join(folder, 'dist', name))
  cpSync(join(ROOT, 'dist/bodies'), join(folder, 'dist/bodies'), { recursive: true })
  for (const name of ['migrations', 'node_modules', 'openapi.yaml'])
    symlinkSync(join(ROOT, name), join(folder, name))
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version }))
  if (format !== undefined) changeFormat(join(folder, 'dist'), format)
  return join(folder, 'dist', 'cli.js')
}

/** Throws where it is not in one place. */
const changeFormat = (dist: string, format: number): void => {
  const found = readdirSync(dist)
    .filter(isNeeded)
    .flatMap((name) => {
      const path = join(dist, name)
      const text = readFileSync(path, 'utf8')
      const changed = text.replace(
        /(\/\/ src\/store\/etcd\/format\.ts\n(?:var|const) KNOWN = )\d+/,
        `$1${format}`,
      )
      return changed === text ? [] : [{ path, changed }]
    })
  if (found.length !== 1) throw new Error(`the format is in ${found.length} files of the build`)
  writeFileSync(found[0]!.path, found[0]!.changed)
}
