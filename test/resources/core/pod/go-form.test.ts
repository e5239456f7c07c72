import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import {
  compileSchemas,
  type OpenApiComponents,
} from '../../../../src/api/schema/schema-compile.ts'
import type { Schema, StructSchema } from '../../../../src/api/schema/schema.ts'
import { pods } from '../../../../src/resources/core/pod/resource.ts'
import { goFields, goForm, type GoType } from '../../../../src/resources/core/pod/rules/go-form.ts'
import { releaseOf } from '../../../../src/release/releases.ts'
import { Shelf } from '../../shelf.ts'

const document: { components: OpenApiComponents } = parse(
  readFileSync(new URL('../../../../openapi.yaml', import.meta.url), 'utf8'),
)
const schemas = compileSchemas(document)

/** What Go has elsewhere than on the wire: in the security of the pod, or not at all. */
const MOVED = ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace']
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  PodSpec: [...MOVED, 'serviceAccount'],
  PersistentVolumeClaimTemplate: ['metadata'],
}
const MORE: Readonly<Record<string, readonly string[]>> = { PodSecurityContext: MOVED }

const own = (type: GoType): readonly { readonly name: string; readonly type: GoType }[] =>
  goFields(type).flatMap(({ shape, type: of, name }) => {
    if (shape !== 'inline') return [{ name, type: of }]
    return (of as string) === 'ObjectMeta' ? [] : own(of)
  })

const structOf = (schema: Schema): StructSchema | undefined => {
  if (schema.type === 'struct') return schema
  return schema.type === 'list' ? structOf(schema.items) : undefined
}

void t.test('the tables of types have the fields that pods have, and no others', (t) => {
  const seen = new Set<GoType>()
  const compare = (type: GoType, schema: StructSchema): void => {
    if (seen.has(type)) return
    seen.add(type)
    const fields = own(type)
    const apart = ELSEWHERE[type] ?? []
    const described = schema.fields.map(({ name }) => name).filter((name) => !apart.includes(name))
    t.same(
      fields.map(({ name }) => name).sort(),
      [...described, ...(MORE[type] ?? [])].sort(),
      type,
    )
    for (const { name, type: of } of fields) {
      const inner = schema.byName.get(name)
      const struct = inner && structOf(inner.schema)
      if (of && struct !== undefined) compare(of, struct)
    }
  }
  compare('PodSpec', schemas.forName('io.k8s.api.core.v1.PodSpec'))
  t.ok(seen.has('KeyToPath') && seen.has('SecurityContext') && seen.has('EvictionResponder'))
  t.end()
})

void t.test('fields are those of the release', (t) => {
  const last = (version: string): string | undefined =>
    Object.keys(goForm('PodSpec', {}, releaseOf(version))).at(-1)
  t.same(['v1.34', 'v1.35', 'v1.36', 'v1.37'].map(last), [
    'HostnameOverride',
    'WorkloadRef',
    'SchedulingGroup',
    'EvictionResponders',
  ])
  t.end()
})

void t.test('a change that is not taken is told line by line', (t) => {
  const shelf = new Shelf(pods, releaseOf('v1.36'))
  const container = { name: 'c', image: 'busybox' }
  const old = shelf.stored({ spec: { containers: [container] } })
  const told = (spec: object): string =>
    shelf.update({ spec: { containers: [container], ...spec } }, old).errors[0]!.split('\n', 1)[0]!
  const difference = (spec: object): string[] => {
    const [error] = shelf.update({ spec: { containers: [container], ...spec } }, old).errors
    return error!.split('\n').slice(1)
  }
  t.match(
    told({ hostPID: true }),
    /^spec: Forbidden: pod updates may not change fields other than /,
  )
  t.same(difference({ hostPID: true }), [
    '@@ -45,7 +45,7 @@',
    '  "NodeName": "",',
    '  "SecurityContext": {',
    '   "HostNetwork": false,',
    '-  "HostPID": false,',
    '+  "HostPID": true,',
    '   "HostIPC": false,',
    '   "ShareProcessNamespace": null,',
    '   "HostUsers": null,',
    '',
  ])
  t.same(
    difference({ containers: [{ ...container, image: 'other', args: ['<'] }] }),
    [
      '@@ -6,7 +6,9 @@',
      '    "Name": "c",',
      '    "Image": "busybox",',
      '    "Command": null,',
      '-   "Args": null,',
      '+   "Args": [',
      '+    "\\u003c"',
      '+   ],',
      '    "WorkingDir": "",',
      '    "Ports": null,',
      '    "EnvFrom": null,',
      '',
    ],
    'what may change is as it was, and text is escaped as in JSON of Go',
  )
  t.end()
})
