import t from 'tap'
import { KNOWN, RACES } from './known.ts'
import { replayRecordings } from './in-process.ts'

// many at once, because recordings mostly wait for watches
t.jobs = 8

const met = new Set<string>()

replayRecordings(met)

t.test('every step in KNOWN and RACES was sent', { buffered: false }, (t) => {
  t.same(
    Object.keys({ ...KNOWN, ...RACES }).filter((place) => !met.has(place)),
    [],
  )
  t.end()
})
