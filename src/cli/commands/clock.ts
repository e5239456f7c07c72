import type { Clock } from '../../testing/generated/bodies.d.ts'
import type { CommandLine } from '../kit/index.ts'
import { managementCommand } from '../kit/management-command.ts'
import type { ManagementCall } from '../kit/management.ts'

/** Formats `2030-01-31T08:00:00Z, running, 8760h0m0s ahead`. */
const stateLine = ({ time, running, ahead }: Clock): string => {
  const distance = ahead.startsWith('-') ? `${ahead.slice(1)} behind` : `${ahead} ahead`
  const parts = [time, running ? 'running' : 'stopped', ...(ahead === '0s' ? [] : [distance])]
  return parts.join(', ')
}

const clockCommand = (requestOf: (line: CommandLine) => ManagementCall) =>
  managementCommand<Clock>(requestOf, (state) => [stateLine(state)])

export const clockRuns = {
  clock: clockCommand(() => ['GET /clock']),
  'clock advance': clockCommand(({ words }) => ['POST /clock/advance', { by: words[0] }]),
  'clock set': clockCommand(({ words, switches: { force } }) => [
    'PUT /clock',
    { time: words[0], force },
  ]),
  'clock freeze': clockCommand(() => ['PUT /clock', { running: false }]),
  'clock run': clockCommand(() => ['PUT /clock', { running: true }]),
}
