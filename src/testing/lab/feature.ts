/** Commands report the progress in this cluster's lab, and the page shows it. */
import { formatTime, type Clock } from '../../apimachinery/clock.ts'
import { type Feature, json } from '../feature.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import type { Lab } from '../generated/bodies.d.ts'

export const labFeature = (clock: Pick<Clock, 'now'>): Feature => {
  let report: Lab | undefined
  const told = () => json({ lab: report ?? null })
  return {
    name: 'lab',
    about: 'progress in the lab of this cluster',
    routes: {
      'GET /lab': told,
      'PUT /lab': (request) => {
        const given = readJsonBody(request, 'LabReport')
        report = { ...given, time: formatTime(clock.now()) }
        return told()
      },
    },
  }
}
