import { badRequest, notFound } from '../../../src/api/status.ts'
import { wasDeleted } from '../../../src/hints/refused/was-deleted.ts'
import type { Tombstone } from '../../../src/hints/tombstones.ts'
import { clusterOf, HOUR, NOW, refused, type Refusal } from '../facts.ts'
import { tells } from '../tells.ts'

const CSR = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }
const grave = (more: Partial<Tombstone> = {}): Tombstone => ({
  uid: 'u',
  at: NOW - HOUR,
  by: 'ann',
  cleaned: undefined,
  certificateEnds: undefined,
  ...more,
})
const asking = (tombstone: Tombstone | undefined, more: Refusal = {}) =>
  refused('get certificates.k8s.io/certificatesigningrequests', {
    name: 'late',
    error: notFound(CSR, 'late'),
    cluster: clusterOf({ graves: tombstone === undefined ? {} : { late: tombstone } }),
    ...more,
  })
const DELETED = 'there was a request late; ann deleted it at 2030-05-06 06:08:09 UTC.'
const WORKS = ' Its certificate works until 2030-05-06 08:08:09 UTC all the same.'

tells(wasDeleted, 'requests', [
  ['it never was', asking(undefined)],
  ['somebody deleted it', asking(grave()), DELETED],
  ['with its certificate', asking(grave({ certificateEnds: NOW + HOUR })), DELETED + WORKS],
  ['whose end has come', asking(grave({ certificateEnds: NOW })), DELETED],
  [
    'the cleaner did',
    asking(
      grave({
        cleaned: 'requests that are issued are kept for an hour',
        certificateEnds: NOW + HOUR,
      }),
    ),
    `there was a request late; it was cleaned up at 2030-05-06 06:08:09 UTC, because requests that are issued are kept for an hour.${WORKS}`,
  ],
  ...['apply', 'create', 'delete', 'replace', 'wait'].map(
    (verb) =>
      [
        `kubectl ${verb} is content that it is not there`,
        asking(grave(), { command: `kubectl ${verb}` }),
      ] as const,
  ),
  ['kubectl get', asking(grave(), { command: 'kubectl get' }), DELETED],
  ['something else is not there', asking(grave(), { error: notFound(CSR, 'other') })],
  ['another error', asking(grave(), { error: badRequest('no') })],
  ['another resource', asking(grave(), { resource: 'clustertrustbundles' })],
  ['another group', asking(grave(), { apiGroup: 'example.com' })],
])
