/** `/statusz` (`k8s.io/apiserver/pkg/server/statusz`, 1.36). */
import { formatTime } from '../../../apimachinery/clock.ts'
import type { Call } from '../call.ts'
import type { EndpointParts } from './parts.ts'
import type { ZPage } from './zpages.ts'

/** Paths that the page omits (`nonDebuggingEndpoints` upstream). */
const FOR_PROGRAMS = new Set(['/apis', '/api', '/openid', '/openapi', '/.well-known'])

const folders = (paths: readonly string[]): string[] => {
  const all = paths.map((path) => `/${path.split('/', 2)[1] ?? ''}`)
  return [...new Set(all)].filter((path) => path !== '/' && !FOR_PROGRAMS.has(path)).sort()
}

const twoDigits = (count: number): string => String(count).padStart(2, '0')

const uptime = (seconds: number): string => {
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)} hr ${twoDigits(minutes % 60)} min ${twoDigits(seconds % 60)} sec`
}

/** Go's `time.UnixDate` in UTC: `Mon Jan  2 15:04:05 UTC 2006`. */
const unixDate = (ms: number): string => {
  // toUTCString() returns `Thu, 26 Nov 2026 07:00:39 GMT`
  const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(ms)
    .toUTCString()
    .split(' ')
  return `${weekday.slice(0, 3)} ${month} ${String(Number(day)).padStart(2)} ${time} UTC ${year}`
}

export const statusz = (
  { release, clock }: Call,
  { started }: EndpointParts,
  paths: readonly string[],
): ZPage => {
  const uptimeSeconds = Math.max(0, Math.floor((clock.now() - started) / 1000))
  const fields = {
    startTime: formatTime(started),
    uptimeSeconds,
    goVersion: release.goVersion,
    binaryVersion: release.version.slice(1),
    emulationVersion: release.name,
    paths: folders(paths),
  }
  return {
    name: 'statusz',
    kind: 'Statusz',
    fields,
    text: (delimiter) => {
      const shown = {
        Started: unixDate(started),
        Up: uptime(uptimeSeconds),
        'Go version': fields.goVersion,
        'Binary version': fields.binaryVersion,
        'Emulation version': fields.emulationVersion,
        Paths: fields.paths.join(' '),
      }
      const lines = Object.entries(shown).map(([name, value]) => `${name}${delimiter} ${value}\n`)
      return `\n${lines.join('')}`
    },
  }
}
