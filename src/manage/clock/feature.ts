/** The cluster's clock, to be read and moved. */
import { formatTime } from '../../api/clock.ts'
import { goDurationText } from '../../api/duration.ts'
import { type Feature, json, type Reply } from '../feature.ts'
import {
  durationField,
  FieldProblem,
  flagField,
  objectField,
  optionalField,
  timeField,
} from '../field-readers.ts'
import { readJsonBody } from '../json-body.ts'
import type { ClusterClock } from './cluster-clock.ts'
import { advanceClock, setClock } from './move.ts'

const ADVANCE = objectField({ by: durationField })

const SET = objectField({
  time: optionalField(timeField),
  running: optionalField(flagField),
  force: optionalField(flagField),
})

const told = (clock: ClusterClock): Reply =>
  json({
    time: formatTime(clock.now()),
    running: clock.running,
    ahead: goDurationText(Math.round(clock.ahead / 1000)),
  })

export const clockFeature = (clock: ClusterClock): Feature => ({
  name: 'clock',
  about: "read the cluster's time, move it, and let it stand or go",
  routes: [
    { method: 'GET', path: '/clock', answer: () => told(clock) },
    {
      method: 'PUT',
      path: '/clock',
      answer: async (asked) => {
        const { time, running, force = false } = readJsonBody(asked, SET)
        if (time === undefined && running === undefined)
          throw new FieldProblem('', 'give time, running, or both')
        await setClock(clock, { time, running, force })
        return told(clock)
      },
    },
    {
      method: 'POST',
      path: '/clock/advance',
      answer: async (asked) => {
        const { by } = readJsonBody(asked, ADVANCE)
        await advanceClock(clock, by)
        return told(clock)
      },
    },
  ],
})
