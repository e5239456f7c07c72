/** The cluster's clock, for everybody to read. */
import { formatTime, type Clock } from '../../api/clock.ts'
import { type Feature, json } from '../feature.ts'

export const clockFeature = (clock: Clock): Feature => ({
  name: 'clock',
  about: "the cluster's time",
  routes: [
    { method: 'GET', path: '/clock', answer: () => json({ time: formatTime(clock.now()) }) },
  ],
})
