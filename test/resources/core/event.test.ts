import t from 'tap'
import { events } from '../../../src/resources/core/event/resource.ts'
import { NOW, Shelf } from '../shelf.ts'

const shelf = new Shelf(events)
const involvedObject = { kind: 'Pod', namespace: 'default', name: 'p' }

t.test('the namespace of an event without eventTime must fit its object', async (t) => {
  t.same(shelf.errorsOf({ involvedObject }), [])
  t.same(shelf.errorsOf({ involvedObject: { kind: 'Node', name: 'n' } }), [])
  t.same(shelf.errorsOf({ involvedObject: { ...involvedObject, namespace: 'other' } }), [
    'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
  ])
  const elsewhere = { name: 'x', namespace: 'elsewhere' }
  t.same(shelf.errorsOf({ metadata: elsewhere, involvedObject: { kind: 'Node' } }), [
    'involvedObject.namespace: Invalid value: "": does not match event.namespace',
  ])
})

t.test('an event with eventTime has more required fields, and length limits', async (t) => {
  const event = {
    involvedObject,
    eventTime: '2030-01-01T00:00:00.000000Z',
    reportingComponent: 'example.com/me',
    reportingInstance: 'me-1',
    action: 'Do',
    reason: 'Because',
  }
  t.same(shelf.errorsOf(event), [])
  t.match(shelf.errorsOf({ involvedObject, eventTime: event.eventTime }), [
    'reportingComponent: Required value',
    'reportingComponent: Invalid value: "": name part must be non-empty',
    /^reportingComponent: Invalid value: "": name part must consist /,
    'reportingInstance: Required value',
    'action: Required value',
    'reason: Required value',
  ])
  t.same(shelf.errorsOf({ ...event, action: 'a'.repeat(129), message: 'm'.repeat(1025) }), [
    'action: Invalid value: "": can have at most 128 characters',
    'message: Invalid value: "": can have at most 1024 characters',
  ])
})

t.test('a row shows object, reason and time', async (t) => {
  const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString().slice(0, 19) + 'Z'
  const event = shelf.stored({
    involvedObject: { ...involvedObject, fieldPath: 'spec.containers{c}' },
    reason: 'Because',
    message: ' text\n',
    type: 'Normal',
    source: { component: 'me', host: 'here' },
    firstTimestamp: ago(600),
    lastTimestamp: ago(5),
    count: 3,
  })
  t.same(shelf.row(event), {
    'Last Seen': '5s',
    Type: 'Normal',
    Reason: 'Because',
    Object: 'pod/p',
    Subobject: 'spec.containers{c}',
    Source: 'me, here',
    Message: 'text',
    'First Seen': '10m',
    Count: 3,
    Name: 'x',
  })
  const micro = ago(60).replace('Z', '.000000Z')
  const newer = shelf.row({
    ...shelf.stored({ involvedObject }),
    eventTime: micro,
    reportingComponent: 'it',
  })
  t.match(newer, {
    'Last Seen': '60s',
    'First Seen': '60s',
    Count: 1,
    Source: 'it',
    Object: 'pod/p',
  })
  const series = { count: 7, lastObservedTime: ago(2).replace('Z', '.000000Z') }
  t.match(shelf.row({ ...event, series }), { 'Last Seen': '2s', Count: 7 })
  t.match(shelf.row(shelf.stored({ involvedObject: { kind: 'Pod', namespace: 'default' } })), {
    'Last Seen': '<unknown>',
    Object: 'pod',
  })
})

t.test('events are selected by object, reason, type and reporter', async (t) => {
  const event = shelf.stored({ involvedObject, reason: 'r', type: 'Normal' })
  const values = events.fieldSelectors.valuesOf({ ...event, reportingComponent: 'c' })
  t.match(values, {
    'involvedObject.kind': 'Pod',
    'involvedObject.name': 'p',
    'involvedObject.uid': '',
    reason: 'r',
    reportingComponent: 'c',
    source: 'c',
    type: 'Normal',
    'metadata.namespace': 'default',
  })
  t.same(Object.keys(values).sort(), [...events.fieldSelectors.fields].sort())
})
