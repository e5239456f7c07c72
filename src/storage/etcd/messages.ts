import { DeclaredMessage } from '../../apimachinery/protobuf/declared.ts'

const header = new DeclaredMessage({ revision: [3, 'int'] })

const keyValue = new DeclaredMessage({
  key: [1, 'bytes'],
  mod_revision: [3, 'int'],
  value: [5, 'bytes'],
})

export const rangeRequest = new DeclaredMessage({
  key: [1, 'bytes'],
  range_end: [2, 'bytes'],
  limit: [3, 'int'],
  revision: [4, 'int'],
  count_only: [9, 'flag'],
})

export const rangeResponse = new DeclaredMessage({
  header: [1, header],
  kvs: [2, keyValue, 'many'],
  more: [3, 'flag'],
  count: [4, 'int'],
})

const putRequest = new DeclaredMessage({ key: [1, 'bytes'], value: [2, 'bytes'] })
const deleteRangeRequest = new DeclaredMessage({ key: [1, 'bytes'], range_end: [2, 'bytes'] })

const requestOp = new DeclaredMessage({
  request_range: [1, rangeRequest],
  request_put: [2, putRequest],
  request_delete_range: [3, deleteRangeRequest],
})

const responseOp = new DeclaredMessage({ response_range: [1, rangeResponse] })

/** `Compare.CompareTarget` */
export const COMPARE_MOD = 2

const compare = new DeclaredMessage({
  /** `Compare.CompareResult`; 0 is EQUAL */
  result: [1, 'int'],
  target: [2, 'int'],
  key: [3, 'bytes'],
  mod_revision: [6, 'int'],
})

export const txnRequest = new DeclaredMessage({
  compare: [1, compare, 'many'],
  success: [2, requestOp, 'many'],
  failure: [3, requestOp, 'many'],
})

export const txnResponse = new DeclaredMessage({
  header: [1, header],
  succeeded: [2, 'flag'],
  responses: [3, responseOp, 'many'],
})

export const compactionRequest = new DeclaredMessage({ revision: [1, 'int'] })
export const compactionResponse = new DeclaredMessage({ header: [1, header] })

/** `Event.EventType` */
export const EVENT_DELETE = 1

const event = new DeclaredMessage({ type: [1, 'int'], kv: [2, keyValue] })

const watchCreateRequest = new DeclaredMessage({
  key: [1, 'bytes'],
  range_end: [2, 'bytes'],
  start_revision: [3, 'int'],
  progress_notify: [4, 'flag'],
  fragment: [8, 'flag'],
})

export const watchRequest = new DeclaredMessage({
  create_request: [1, watchCreateRequest],
  progress_request: [3, new DeclaredMessage({})],
})

export const watchResponse = new DeclaredMessage({
  header: [1, header],
  watch_id: [2, 'int'],
  created: [3, 'flag'],
  canceled: [4, 'flag'],
  compact_revision: [5, 'int'],
  cancel_reason: [6, 'text'],
  fragment: [7, 'flag'],
  events: [11, event, 'many'],
})

export const statusRequest = new DeclaredMessage({})
export const statusResponse = new DeclaredMessage({ header: [1, header], version: [2, 'text'] })

export type KeyValue = ReturnType<typeof keyValue.decode>
export type WatchEvent = ReturnType<typeof event.decode>
export type WatchResponse = ReturnType<typeof watchResponse.decode>
export type TxnResponse = ReturnType<typeof txnResponse.decode>
