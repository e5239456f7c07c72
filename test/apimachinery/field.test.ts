import t from 'tap'
import { FieldPath, required } from '../../src/apimachinery/field.ts'
import { invalidObject } from '../../src/apimachinery/status.ts'

t.test('a path is printed with dots and brackets', async (t) => {
  const spec = FieldPath.of('spec')
  const container = spec.child('containers').index(0)
  t.equal(container.child('name').toString(), 'spec.containers[0].name')
  t.equal(
    container.child('resources', 'limits').key('cpu').toString(),
    'spec.containers[0].resources.limits[cpu]',
  )
  t.equal(
    container.toString(),
    'spec.containers[0]',
    'a path does not change when another is derived from it',
  )
  t.equal(FieldPath.of('metadata', 'labels').key('a.b/c').toString(), 'metadata.labels[a.b/c]')
  t.equal(required(spec.child('containers')).field, 'spec.containers')
})

t.test('empty names and an empty path add no dot', async (t) => {
  t.equal(FieldPath.of('').child('a').index(1).toString(), 'a[1]')
  t.equal(FieldPath.of('').key('').toString(), '[]')
  t.equal(FieldPath.of('a').child('', 'b', '').child('c').toString(), 'a.b.c')
})

t.test('long error lists are cut, with a count of the rest', async (t) => {
  const at = (i: number) => required(FieldPath.of('spec').child('taints').index(i), 'x'.repeat(80))
  const statusOf = (count: number) =>
    invalidObject(
      '',
      'Node',
      'n',
      Array.from({ length: count }, (_, i) => at(i)),
    ).status
  const few = statusOf(3)
  t.match(few.message, /^Node "n" is invalid: \[.*spec\.taints\[2\]: Required value: x+\]$/)
  t.equal(few.details?.causes?.length, 3)
  const { message = '', details } = statusOf(200_000)
  const told = details?.causes?.length ?? 0
  t.ok(told > 10_000 && told < 200_000, `${told} errors are listed`)
  t.ok(message.endsWith(`x], and ${200_000 - told} more`), message.slice(-100))
  t.ok(message.length < 10 * 1024 * 1024)
  const { message: alone = '' } = invalidObject('', 'Node', 'n', [
    required(FieldPath.of('a'), 'x'.repeat(20 * 1024 * 1024)),
    required(FieldPath.of('b')),
  ]).status
  t.ok(alone.length > 20 * 1024 * 1024, 'the first error is complete, however long')
  t.ok(alone.endsWith(', and 1 more'))
})
