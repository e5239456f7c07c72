/** Compares the message tables with `etcd.proto` and with protobufjs. */
import { readFileSync } from 'node:fs'
import protobufjs from 'protobufjs'
import t from 'tap'
import type { DeclaredMessage, MessageFields } from '../../../src/apimachinery/protobuf/declared.ts'
import * as messages from '../../../src/storage/etcd/messages.ts'

const proto = readFileSync(new URL('../../../src/storage/etcd/etcd.proto', import.meta.url), 'utf8')
const { root } = protobufjs.parse(proto, { keepCase: true })

const TABLES: Readonly<Record<string, DeclaredMessage<MessageFields>>> = {
  RangeRequest: messages.rangeRequest,
  RangeResponse: messages.rangeResponse,
  TxnRequest: messages.txnRequest,
  TxnResponse: messages.txnResponse,
  CompactionRequest: messages.compactionRequest,
  CompactionResponse: messages.compactionResponse,
  WatchRequest: messages.watchRequest,
  WatchResponse: messages.watchResponse,
  StatusRequest: messages.statusRequest,
  StatusResponse: messages.statusResponse,
}

const SCALARS: Readonly<Record<string, string>> = {
  bytes: 'bytes',
  bool: 'flag',
  string: 'text',
  int32: 'int',
  int64: 'int',
}

const kindOf = (field: protobufjs.Field): unknown => {
  const { resolvedType } = field.resolve()
  if (resolvedType instanceof protobufjs.Type) return shapeOf(resolvedType)
  return resolvedType instanceof protobufjs.Enum ? 'int' : SCALARS[field.type]
}

/** The fields that `etcd.proto` declares. */
const shapeOf = (type: protobufjs.Type): unknown =>
  type.fieldsArray.map((field) => [field.name, field.id, field.repeated, kindOf(field)])

const shapeOfTable = ({ fields }: DeclaredMessage<MessageFields>): unknown =>
  fields.map(({ name, number, kind, isMany }) => [
    name,
    number,
    isMany,
    typeof kind === 'string' ? kind : shapeOfTable(kind),
  ])

t.test('the tables match etcd.proto', async (t) => {
  for (const [name, table] of Object.entries(TABLES))
    t.same(shapeOfTable(table), shapeOf(root.lookupType(`etcdserverpb.${name}`)), name)
})

t.test('protobufjs reads our messages', async (t) => {
  const key = Buffer.from('/registry/things/a')
  const value = Buffer.from([0, 255, 1])
  const written = messages.txnRequest.encode({
    compare: [{ target: messages.COMPARE_MOD, key, mod_revision: 2 ** 40 + 1 }],
    success: [{ request_put: { key, value } }, { request_delete_range: { key } }],
    failure: [{ request_range: { key, limit: 1, count_only: true } }],
  })
  const type = root.lookupType('etcdserverpb.TxnRequest')
  const read = type.toObject(type.decode(written), { longs: Number, bytes: Buffer, enums: String })
  t.same(read, {
    compare: [{ target: 'MOD', key, mod_revision: 2 ** 40 + 1 }],
    success: [{ request_put: { key, value } }, { request_delete_range: { key } }],
    failure: [{ request_range: { key, limit: 1, count_only: true } }],
  })
})

t.test('messages of protobufjs are read, and unknown fields skipped', async (t) => {
  const type = root.lookupType('etcdserverpb.WatchResponse')
  const kv = { key: Buffer.from('k'), mod_revision: 2 ** 33, value: Buffer.from('v') }
  const events = [{ type: 1, kv: { key: Buffer.from('gone'), mod_revision: 9 } }, { kv }]
  const bytes = type.encode({ watch_id: -1, cancel_reason: 'so', events }).finish()
  // a field of a later version
  const more = Buffer.concat([bytes, Buffer.from([0xfa, 0x07, 1, 7])])
  t.same(messages.watchResponse.decode(more), {
    header: undefined,
    watch_id: -1,
    created: false,
    canceled: false,
    compact_revision: 0,
    cancel_reason: 'so',
    fragment: false,
    events: [
      {
        type: messages.EVENT_DELETE,
        kv: {
          key: Buffer.from('gone'),
          mod_revision: 9,
          value: Buffer.alloc(0),
        },
      },
      { type: 0, kv },
    ],
  })
})
