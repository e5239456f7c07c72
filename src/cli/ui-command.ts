/** `csrlab ui`: asks a running server for a link to its page, and opens it. */
import { spawn } from 'node:child_process'
import { shownJson, shownLines } from '../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from './kit/command-line.ts'
import { askManagement } from './manage/command.ts'
import type { CommandParts } from './kit/grammar/command.ts'

type Environment = CommandParts['environment']

/** The command that opens a link; undefined: there is no desktop. */
const opener = (
  platform: NodeJS.Platform,
  environment: Environment,
): readonly [string, ...string[]] | undefined => {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  const hasDesktop = [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some(Boolean)
  return hasDesktop ? ['xdg-open'] : undefined
}

/** Failures are ignored: the link is printed as well. */
const openLink = (link: string, environment: Environment): void => {
  const [program, ...args] = opener(process.platform, environment) ?? []
  if (program === undefined) return
  spawn(program, [...args, link], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

export const openPage = async (line: CommandLine, parts: CommandParts): Promise<CommandResult> => {
  const { as } = line.values
  const told = await askManagement(line, parts, {
    method: 'POST',
    path: '/ui',
    body: { ...(as !== undefined && { as }) },
  })
  const url = String(told['url'])
  if (isForPrograms(line)) return { text: shownJson(told), code: 0 }
  if (line.switches['no-open'] !== true) openLink(url, parts.environment)
  return {
    text: shownLines([url, 'Open it within a minute; it works once, in one browser.', '']),
    code: 0,
  }
}
