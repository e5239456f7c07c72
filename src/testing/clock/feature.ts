import { formatTime } from '../../apimachinery/clock.ts'
import { goDurationText } from '../../apimachinery/duration.ts'
import { type Feature, json } from '../feature.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import { durationOf, timeOf } from '../bodies/texts.ts'
import type { ClusterClock } from './cluster-clock.ts'
import { advanceClock, setClock } from './move.ts'

const told = (clock: ClusterClock) =>
  json({
    time: formatTime(clock.now()),
    running: clock.running,
    ahead: goDurationText(Math.round(clock.ahead / 1000)),
  })

export const clockFeature = (clock: ClusterClock): Feature => ({
  name: 'clock',
  about: "show, move, stop or start the cluster's clock",
  routes: {
    'GET /clock': () => told(clock),
    'PUT /clock': async (request) => {
      const { time, running, force = false } = readJsonBody(request, 'ClockSetting')
      if (time === undefined && running === undefined)
        throw new FieldProblem('', 'give time, running, or both')
      const to = time === undefined ? undefined : timeOf(time, 'time')
      await setClock(clock, { time: to, running, force })
      return told(clock)
    },
    'POST /clock/advance': async (request) => {
      const { by } = readJsonBody(request, 'ClockAdvance')
      await advanceClock(clock, durationOf(by, 'by'))
      return told(clock)
    },
  },
})
