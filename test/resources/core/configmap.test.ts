import t from 'tap'
import { configMaps } from '../../../src/resources/core/configmap/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(configMaps)

void t.test('keys are names of files, and each is used once', async (t) => {
  t.same(shelf.create({ data: { 'a.txt': '1', constructor: '2' } }).errors, [])
  t.match(shelf.create({ data: { 'a b': 'x' }, binaryData: { '..': '' } }).errors, [
    /^data\[a b\]: Invalid value: "a b": a valid config key must consist /,
    /^binaryData\[\.\.\]: Invalid value: "\.\.": must not be '\.\.'$/,
  ])
  t.same(shelf.create({ data: { a: 'x' }, binaryData: { a: 'AQ==' } }).errors, [
    'data[a]: Invalid value: "a": duplicate of key present in binaryData',
  ])
})

void t.test('a megabyte is the limit, counted in bytes', async (t) => {
  t.same(shelf.create({ data: { a: 'x'.repeat(1_048_576) } }).errors, [])
  const tooLong = ['[]: Too long: may not be more than 1048576 bytes']
  t.same(shelf.create({ data: { a: 'é'.repeat(524_289) } }).errors, tooLong)
  const binaryData = { a: Buffer.alloc(1_048_577).toString('base64') }
  t.same(shelf.create({ binaryData }).errors, tooLong)
})

void t.test('what says that it is immutable stays as it is', async (t) => {
  const old = shelf.stored({ immutable: true, data: { a: 'b' }, binaryData: { c: 'AQ==' } })
  const same = { data: { a: 'b' }, binaryData: { c: 'AQ==' } }
  const forbidden = (field: string) =>
    `${field}: Forbidden: field is immutable when \`immutable\` is set`
  t.same(shelf.update({ ...same, immutable: true }, old).errors, [])
  t.same(shelf.update(same, old).errors, [forbidden('immutable')])
  t.same(shelf.update({ immutable: true, data: { a: 'c' } }, old).errors, [
    forbidden('data'),
    forbidden('binaryData'),
  ])
  t.same(shelf.update({ data: { a: 'c' } }, shelf.stored({ data: { a: 'b' } })).errors, [])
})

void t.test('a row counts the keys', async (t) => {
  const map = shelf.stored({ data: { a: '1', b: '2' }, binaryData: { c: '' } })
  t.same(shelf.row(map), { Name: 'x', Data: 3, Age: '<unknown>' })
  t.equal(shelf.row(shelf.stored({}))['Data'], 0)
})
