import t from 'tap'
import { fromCore, toCore } from '../../../src/resources/events/event/conversion.ts'
import { eventsV1 } from '../../../src/resources/events/event/resource.ts'
import { startServer } from '../../fixtures/server.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(eventsV1)
const involvedObject = { kind: 'Pod', namespace: 'default', name: 'p' }
const event = {
  involvedObject,
  eventTime: '2030-01-01T00:00:00.000000Z',
  reportingComponent: 'example.com/me',
  reportingInstance: 'me-1',
  action: 'Do',
  reason: 'Because',
  message: 'text',
  type: 'Normal',
}

t.test('conversion between events.k8s.io and core keeps all fields', async (t) => {
  const stored = shelf.decode({
    ...event,
    series: { count: 2, lastObservedTime: '2030-01-01T00:00:01.000000Z' },
    related: { kind: 'Node', name: 'n' },
  })
  t.same(toCore(fromCore(stored)), stored)
  t.equal(fromCore(stored).reportingController, 'example.com/me')
})

t.test('a count of 0 in a series is shown in events.k8s.io, and omitted in core', async (t) => {
  const stored = shelf.decode({ ...event, series: {} })
  t.same(stored.series, { lastObservedTime: null })
  t.same(fromCore(stored).series, { count: 0, lastObservedTime: null })
  t.equal(JSON.stringify(shelf.decode(toCore(fromCore(stored)))), JSON.stringify(stored))
})

t.test('a new event must be complete, without deprecated fields', async (t) => {
  t.same(shelf.errorsOf(event), [])
  t.same(
    shelf.errorsOf({
      ...event,
      type: 'Odd',
      count: 1,
      source: { host: 'h' },
      firstTimestamp: '2030-01-01T00:00:00Z',
      lastTimestamp: '2030-01-01T00:00:00Z',
      series: { count: 1, lastObservedTime: null },
    }),
    [
      'series.count: Invalid value: "": should be at least 2',
      'series.lastObservedTime: Required value',
      'type: Invalid value: "": has invalid value: Odd',
      'firstTimestamp: Invalid value: "": needs to be unset',
      'lastTimestamp: Invalid value: "": needs to be unset',
      'count: Invalid value: "": needs to be unset',
      'source: Invalid value: "": needs to be unset',
    ],
  )
  t.same(shelf.errorsOf({ involvedObject, type: 'Normal' }), ['eventTime: Required value'])
  t.match(shelf.errorsOf({ ...event, reportingComponent: '-' }), [/^reportingController: /])
})

t.test(
  'an update may change the series of an event, but not its message or controller',
  async (t) => {
    const old = shelf.stored(event)
    const series = { count: 2, lastObservedTime: '2030-01-01T00:00:01.000000Z' }
    t.same(shelf.update({ ...event, series }, old).errors, [])
    t.same(
      shelf.update({ ...event, message: 'other', reportingComponent: 'example.com/you' }, old)
        .errors,
      [
        'message: Invalid value: "other": field is immutable',
        'reportingController: Invalid value: "example.com/you": field is immutable',
      ],
    )
  },
)

t.test('immutable fields are shown as in Go, and the reason is reported twice', async (t) => {
  const related = { kind: 'Node', name: 'n' }
  const old = shelf.stored({ ...event, related })
  const reason = 'reason: Invalid value: "Other": field is immutable'
  const { reportingInstance: _, ...changed } = event
  t.same(
    shelf.update(
      { ...changed, involvedObject: { kind: 'Pod', namespace: 'default' }, reason: 'Other' },
      old,
    ).errors,
    [
      'reportingInstance: Required value',
      'involvedObject: Invalid value: {"Kind":"Pod","Namespace":"default","Name":"","UID":"","APIVersion":"","ResourceVersion":"","FieldPath":""}: field is immutable',
      reason,
      reason,
      'related: Invalid value: null: field is immutable',
      'reportingInstance: Invalid value: "": field is immutable',
    ],
  )
  const times = { firstTimestamp: '2030-01-01T00:00:00Z', count: 1, source: { host: 'h' } }
  t.same(shelf.update({ ...event, ...times, related }, old).errors, [
    'source: Invalid value: {"Component":"","Host":"h"}: field is immutable',
    'firstTimestamp: Invalid value: "2030-01-01T00:00:00Z": field is immutable',
    'count: Invalid value: 1: field is immutable',
  ])
})

t.test('faults of the metadata follow those that core/v1 looks for, too', async (t) => {
  const server = await startServer(t)
  const metadata = { name: 'e', labels: { 'a b': 'c' } }
  const fieldsOf = async (path: string, body: object) => {
    const { code, body: status } = await server.post(path, { metadata, ...body })
    t.equal(code, 422)
    return status.details.causes.map(({ field }: { field: string }) => field)
  }
  const eventTime = '2030-01-01T00:00:00.000000Z'
  const both = { eventTime, reportingInstance: 'a', action: 'b', type: 'Odd' }
  const about = { kind: 'Pod', namespace: 'default', name: 'p' }
  t.same(
    await fieldsOf('/apis/events.k8s.io/v1/namespaces/default/events', {
      ...both,
      regarding: about,
      reportingController: 'a',
    }),
    ['reason', 'metadata.labels', 'type'],
  )
  t.same(
    await fieldsOf('/api/v1/namespaces/default/events', {
      ...both,
      involvedObject: about,
      reportingComponent: 'a',
    }),
    ['reason'],
    'core/v1 looks at the metadata only if the rest is valid',
  )
})

t.test('an event is selected by the field names of events.k8s.io', async (t) => {
  t.match(eventsV1.fieldSelectors.valuesOf(shelf.stored(event)), {
    'regarding.name': 'p',
    reportingController: 'example.com/me',
    reason: 'Because',
  })
  t.notOk(eventsV1.fieldSelectors.fields.includes('involvedObject.name'))
})
