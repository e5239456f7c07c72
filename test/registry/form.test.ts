import t from 'tap'
import { servedForm, storageForm } from '../../src/registry/form.ts'
import { schemaOf, thing } from './world.ts'

const schema = schemaOf('', 'v1', 'ConfigMap')
const resource = { group: 'example.com', storageVersion: 'v1' }

void t.test('the stored form is no other when it is served', async (t) => {
  const form = servedForm(resource, { version: 'v1' }, schema)
  t.equal(form.apiVersion, 'example.com/v1')
  const object = thing('a')
  t.equal(form.fromStorage(object), object)
  t.equal(form.toStorage(object), object)
})

void t.test('another version differs in its apiVersion if it says no more', async (t) => {
  const form = servedForm(resource, { version: 'v1beta1' }, schema)
  t.equal(form.fromStorage(thing('a')).apiVersion, 'example.com/v1beta1')
  t.equal(form.toStorage(thing('a')).apiVersion, 'example.com/v1')
})

void t.test('a resource may be stored as one of another group', async (t) => {
  const borrowed = { ...resource, storageGroup: '' }
  t.equal(storageForm(borrowed, schema).apiVersion, 'v1')
  const version = {
    version: 'v1',
    fromStorage: () => thing('from'),
    toStorage: () => thing('to'),
  }
  const form = servedForm(borrowed, version, schema)
  t.equal(form.apiVersion, 'example.com/v1')
  t.equal(form.fromStorage(thing('a')).metadata.name, 'from')
  t.equal(form.toStorage(thing('a')).metadata.name, 'to')
})
