import t from 'tap'
import { fieldErrorText } from '../../../src/apimachinery/field.ts'
import type { ObjectMeta } from '../../../src/apimachinery/meta.ts'
import { releaseOf } from '../../../src/apimachinery/release/known-releases.ts'
import { anyName, pathSegmentName, subdomainName } from '../../../src/apimachinery/names.ts'
import {
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../../../src/apiserver/registry/object-meta-validation.ts'

const CLUSTER = { namespaced: false, nameErrors: anyName, knownFinalizers: true }
const NAMESPACED = { ...CLUSTER, namespaced: true }

const v134 = releaseOf('v1.34')!
const v135 = releaseOf('v1.35')!
const v137 = releaseOf('v1.37')!

const errorsOf = (metadata: ObjectMeta, rules = CLUSTER, release = v134) =>
  validateObjectMeta(
    { kind: 'X', apiVersion: 'v1', metadata: { name: 'x', ...metadata } },
    rules.namespaced,
    rules,
    release,
  ).map(fieldErrorText)

const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

t.test('metadata of a new object is validated field by field', async (t) => {
  const expected: [ObjectMeta, string[]][] = [
    [{}, []],
    [{ labels: { a: '' }, annotations: { 'Example.COM/A': 'any text' } }, []],
    [
      { name: '', generateName: 'x-' },
      ['metadata.name: Required value: name or generateName is required'],
    ],
    [{ namespace: 'y' }, ['metadata.namespace: Forbidden: not allowed on this type']],
    [
      { labels: { a: 'x'.repeat(64) } },
      [`metadata.labels: Invalid value: "${'x'.repeat(64)}": must be no more than 63 characters`],
    ],
    [{ annotations: { 'A B': 'x' } }, [`metadata.annotations: Invalid value: "A B": ${NAME_PART}`]],
    [{ annotations: { a: 'x'.repeat(262_143) } }, []],
    [
      { annotations: { a: 'é'.repeat(131_072) } },
      ['metadata.annotations: Too long: may not be more than 262144 bytes'],
    ],
    [{ finalizers: ['example.com/keep', 'kubernetes', 'orphan'] }, []],
    [
      { finalizers: ['example.com/a', 'noslash'] },
      [
        'metadata.finalizers[1]: Invalid value: "noslash": name is neither a standard finalizer name nor is it fully qualified',
      ],
    ],
  ]
  for (const [metadata, errors] of expected) {
    t.same(errorsOf(metadata), errors, JSON.stringify(metadata).slice(0, 80))
  }
})

t.test('name and generateName follow the rule for names of their kind', async (t) => {
  const rules = { ...CLUSTER, nameErrors: subdomainName }
  t.same(errorsOf({ name: 'web-1', generateName: 'web-' }, rules), [])
  t.match(errorsOf({ name: 'Web', generateName: '-' }, rules), [
    /^metadata.generateName: Invalid value: "-": a lowercase RFC 1123 subdomain /,
    /^metadata.name: Invalid value: "Web": a lowercase RFC 1123 subdomain /,
  ])
  t.same(
    errorsOf({ name: '..', generateName: '..' }, { ...CLUSTER, nameErrors: pathSegmentName }),
    ['metadata.name: Invalid value: "..": may not be \'..\''],
  )
})

t.test('a namespaced object needs the name of a namespace', async (t) => {
  t.same(errorsOf({ namespace: 'default' }, NAMESPACED), [])
  t.same(errorsOf({}, NAMESPACED), ['metadata.namespace: Required value'])
  t.match(errorsOf({ namespace: 'A' }, NAMESPACED), [
    /^metadata.namespace: Invalid value: "A": a lowercase RFC 1123 label /,
  ])
})

t.test('an owner needs a version, and cannot be an event', async (t) => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }
  t.same(errorsOf({ ownerReferences: [{ ...owner, apiVersion: 'a/b/c' }] }), [
    'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
  ])
  t.match(errorsOf({ ownerReferences: [{ ...owner, kind: 'Event' }] }), [
    /: \/v1, Kind=Event is disallowed from being an owner$/,
  ])
})

t.test('entries of managedFields need an operation and the type FieldsV1', async (t) => {
  t.same(errorsOf({ managedFields: [{ manager: 'm', fieldsType: 'FieldsV2' }] }), [
    'metadata.managedFields[0].operation: Invalid value: "": must be `Apply` or `Update`',
    'metadata.managedFields[0].fieldsType: Invalid value: "FieldsV2": must be `FieldsV1`',
  ])
})

t.test('the identity of an object is immutable', async (t) => {
  const old: ObjectMeta = {
    name: 'x',
    uid: 'u',
    generation: 2,
    creationTimestamp: '2030-01-01T00:00:00Z',
    labels: { a: 'b' },
  }
  t.same(validateObjectMetaUpdate(old, old, v134), [])
  t.same(
    validateObjectMetaUpdate({ ...old, labels: {}, generation: 3, finalizers: ['a/b'] }, old, v134),
    [],
  )
  t.same(
    validateObjectMetaUpdate(
      {
        name: 'y',
        namespace: 'n',
        uid: 'v',
        generation: 1,
        deletionTimestamp: '2030-01-01T00:00:00Z',
        deletionGracePeriodSeconds: 3,
        labels: { '-': 'b' },
      },
      old,
      v134,
    ).map(fieldErrorText),
    [
      'metadata.generation: Invalid value: 1: must not be decremented',
      'metadata.name: Invalid value: "y": field is immutable',
      'metadata.namespace: Invalid value: "n": field is immutable',
      'metadata.uid: Invalid value: "v": field is immutable',
      'metadata.creationTimestamp: Invalid value: null: field is immutable',
      'metadata.deletionTimestamp: Invalid value: "2030-01-01T00:00:00Z": field is immutable',
      'metadata.deletionGracePeriodSeconds: Invalid value: 3: field is immutable',
      `metadata.labels: Invalid value: "-": ${NAME_PART}`,
    ],
  )
})

t.test('an object being deleted accepts no new finalizers', async (t) => {
  const old: ObjectMeta = {
    name: 'x',
    deletionTimestamp: '2030-01-01T00:00:00Z',
    finalizers: ['a/b', 'c/d'],
  }
  t.same(validateObjectMetaUpdate({ ...old, finalizers: ['c/d'] }, old, v134), [])
  t.same(
    validateObjectMetaUpdate({ ...old, finalizers: ['z/"', 'a/b', 'e/f'] }, old, v134).map(
      fieldErrorText,
    ),
    [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"e/f", "z/\\""}',
    ],
  )
})

t.test('since 1.37, errors about owners and managedFields are different', async (t) => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' }
  const since = (metadata: ObjectMeta) => errorsOf(metadata, CLUSTER, v137)
  t.same(since({ ownerReferences: [owner] }), [])
  const nothing = { apiVersion: '', kind: '', name: '', uid: '' }
  t.same(since({ ownerReferences: [owner, nothing] }), [
    'metadata.ownerReferences[1].apiVersion: Required value: must not be empty',
    'metadata.ownerReferences[1].kind: Required value: must not be empty',
    'metadata.ownerReferences[1].name: Required value: must not be empty',
    'metadata.ownerReferences[1].uid: Required value: must not be empty',
  ])
  for (const apiVersion of ['a/b/c', 'a/']) {
    t.same(since({ ownerReferences: [{ ...owner, apiVersion }] }), [
      `metadata.ownerReferences[0].apiVersion: Invalid value: "${apiVersion}": must be <group>/<version> or <version>`,
    ])
  }
  const [event] = since({ ownerReferences: [{ ...owner, kind: 'Event' }] })
  t.match(event, /^metadata\.ownerReferences\[0\]: .* is disallowed from being an owner$/)
  t.same(
    since({
      managedFields: [{ operation: '' }, { operation: 'Merge' }] as never,
    }),
    [
      'metadata.managedFields[0].operation: Required value: must not be empty',
      'metadata.managedFields[1].operation: Unsupported value: "Merge": supported values: "Apply", "Update"',
    ],
  )
})

t.test('since 1.37 a negative generation is reported on updates too', async (t) => {
  const old: ObjectMeta = { name: 'x', uid: 'u', generation: 2 }
  const changed = (release: typeof v134) =>
    validateObjectMetaUpdate({ ...old, generation: -1 }, old, release).map(fieldErrorText)
  const decremented = 'metadata.generation: Invalid value: -1: must not be decremented'
  t.same(changed(v134), [decremented])
  t.same(changed(v137), [
    'metadata.generation: Invalid value: -1: must be greater than or equal to 0',
    decremented,
  ])
})

t.test('since 1.35, the error for the finalizer a/b/c says "a valid label key"', async (t) => {
  const [text] = errorsOf({ finalizers: ['a/b/c'] }, CLUSTER, v135)
  t.match(text, 'metadata.finalizers: Invalid value: "a/b/c": a valid label key must consist of')
})

t.test('400,000 errors are all listed', async (t) => {
  const finalizers = Array<string>(400_000).fill('a')
  t.equal(errorsOf({ finalizers }).length, 400_000)
})
