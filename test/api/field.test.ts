import t from 'tap'
import { FieldPath, required } from '../../src/api/field.ts'

t.test('a path reads as its parts, one after the other', async (t) => {
  const spec = FieldPath.of('spec')
  const container = spec.child('containers').index(0)
  t.equal(container.child('name').toString(), 'spec.containers[0].name')
  t.equal(
    container.child('resources', 'limits').key('cpu').toString(),
    'spec.containers[0].resources.limits[cpu]',
  )
  t.equal(container.toString(), 'spec.containers[0]', 'it is not changed by what is below it')
  t.equal(FieldPath.of('metadata', 'labels').key('a.b/c').toString(), 'metadata.labels[a.b/c]')
  t.equal(required(spec.child('containers')).field, 'spec.containers')
})

t.test('names that are empty, and a path of none, leave no dot behind', async (t) => {
  t.equal(FieldPath.of('').child('a').index(1).toString(), 'a[1]')
  t.equal(FieldPath.of('').key('').toString(), '[]')
  t.equal(FieldPath.of('a').child('', 'b', '').child('c').toString(), 'a.b.c')
})
