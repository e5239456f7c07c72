/** Names that are taken over as they came are the same bytes as names that are written from what was read. */
import { AsnSerializer } from '@peculiar/asn1-schema'
import t from 'tap'
import { contextTag, TAG } from '../../src/ca/der.ts'
import { sequence } from '../../src/ca/der-writer.ts'
import { subjectAltName } from '../../src/ca/extension-values.ts'
import { rebuiltNames } from '../../src/ca/rebuilt-names.ts'
import { parseSubjectAltName } from '../../src/ca/sans.ts'
import { dns, email, ip, text, uri } from './builders.ts'

const V6 = Array.from({ length: 16 }, (_, i) => i + 1)
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4]
const registeredId = text(contextTag(8), '*')

/** What comes of these names, and whether it is the value that was given. */
const rebuild = (value: Buffer): { written: string; isSame: boolean } => {
  const sans = parseSubjectAltName(value)
  const names = rebuiltNames(value, sans)
  const written = Buffer.isBuffer(names) ? names : Buffer.from(AsnSerializer.serialize(names))
  t.equal(
    written.toString('hex'),
    Buffer.from(AsnSerializer.serialize(subjectAltName(sans))).toString('hex'),
  )
  return { written: written.toString('hex'), isSame: names === value }
}

void t.test('names that stand as Go writes them are taken over', (t) => {
  for (const names of [
    [dns('b'), dns('a'), dns('')],
    [dns('a'), email('e@f'), ip(1, 2, 3, 4), ip(...V6), uri('u:v'), uri('a:b')],
    [ip(...V6)],
  ])
    t.ok(rebuild(sequence(...names)).isSame)
  t.end()
})

void t.test('others are put in order, written anew or dropped', (t) => {
  for (const names of [
    [ip(1, 2, 3, 4), dns('a')],
    [uri('u:v'), email('e@f'), uri('x:y'), dns('a'), ip(...V6), dns('b')],
    [dns('a'), ip(...MAPPED), ip(...V6)],
    [uri('HTTP://a'), uri('u:v'), uri('a:b c')],
    [dns('a'), registeredId],
    [registeredId, dns('a'), registeredId, email('e@f')],
    [],
  ])
    t.equal(rebuild(sequence(...names)).isSame, names.length === 0)
  t.equal(
    rebuild(sequence(ip(...MAPPED), dns('a'))).written,
    sequence(dns('a'), ip(1, 2, 3, 4)).toString('hex'),
  )
  t.end()
})

void t.test('what follows the list is not taken over', (t) => {
  const names = sequence(dns('a'))
  const { written, isSame } = rebuild(Buffer.concat([names, Buffer.of(TAG.null, 0)]))
  t.notOk(isSame)
  t.equal(written, names.toString('hex'))
  t.end()
})
