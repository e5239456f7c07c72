/** Reads `.container/Containerfile`, and runs its scripts without a container engine. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './action.ts'

const text = readFileSync(join(ROOT, '.container/Containerfile'), 'utf8')
const lastStage = text.slice(text.lastIndexOf('\nFROM '))

/** Joins the values of an instruction in the last stage; for HEALTHCHECK, returns the command. */
const valueOf = (instruction: string) =>
  Array.from(lastStage.matchAll(new RegExp(`^${instruction} (.*)$`, 'gm')), ([, value]) => value)
    .join(' ')
    .replace(/.* CMD /, '')

const listOf = (instruction: string): readonly string[] =>
  JSON.parse(valueOf(instruction)) as string[]

export const imageConfig = {
  env: Object.fromEntries(
    valueOf('ENV')
      .split(' ')
      .map((pair) => pair.split('=')),
  ) as Readonly<Record<string, string>>,
  user: valueOf('USER'),
  volume: valueOf('VOLUME'),
  stopSignal: valueOf('STOPSIGNAL'),
  entrypoint: listOf('ENTRYPOINT'),
  healthcheck: listOf('HEALTHCHECK'),
}

/**
 * Makes the image's file system below `folder` with the Containerfile's scripts, from this
 * machine's Node and libraries. Returns the image's root folder.
 */
export const buildImage = (folder: string): string => {
  const places: Readonly<Record<string, string>> = {
    '/package': join(folder, 'package'),
    '/system': '/',
    '/system/usr/local/bin/node': process.execPath,
    '/image': join(folder, 'image'),
  }
  for (const [, script = '', args = ''] of text.matchAll(/^RUN.* (\.container\/\S+) (.*)$/gm))
    execFileSync(
      join(ROOT, script),
      args.split(' ').map((arg) => places[arg]!),
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
    )
  return places['/image']!
}
