import { spawn } from 'node:child_process'
import { type Environment, isForPrograms, type Run } from './kit/index.ts'
import { askManagement } from './kit/management.ts'

/** Returns undefined without a desktop. */
const opener = (
  platform: NodeJS.Platform,
  environment: Environment,
): readonly [string, ...string[]] | undefined => {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  const hasDesktop = [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some(Boolean)
  return hasDesktop ? ['xdg-open'] : undefined
}

/** Ignores failures: the link is printed as well. */
const openLink = (link: string, environment: Environment): void => {
  const [program, ...args] = opener(process.platform, environment) ?? []
  if (program === undefined) return
  spawn(program, [...args, link], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

export const uiCommand: Run = async (line, context) => {
  const body = await askManagement<{ readonly url: string }>(line, context, 'POST /ui', {
    as: line.values['as'],
  })
  if (!isForPrograms(line) && line.switches['no-open'] !== true)
    openLink(body.url, context.environment)
  return {
    json: body,
    lines: [body.url, 'Open it within a minute; it works once, in one browser.'],
  }
}
