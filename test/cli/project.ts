import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Packs the build and installs it in an empty folder. Nothing is downloaded: better-sqlite3 comes
 * from this checkout, and the tarball bundles the other dependencies.
 */
export const makeProject = (t: Test): string => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-project-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', [...args, '--ignore-scripts', '--json'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const [{ filename }] = JSON.parse(npm(ROOT, 'pack', '--pack-destination', folder)) as [
    { filename: string },
  ]
  const overrides = { 'better-sqlite3': `file:${join(ROOT, 'node_modules', 'better-sqlite3')}` }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }))
  npm(folder, 'install', join(folder, filename), '--offline', '--no-audit', '--no-fund')
  return folder
}
