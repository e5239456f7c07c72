import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, gunzipSync } from 'node:zlib'
import t from 'tap'
import { joinedCrc, shiftOf } from '../../../../src/apiserver/http/answer/crc32.ts'
import { packedList } from '../../../../src/apiserver/http/answer/packed-list.ts'
import type { Row } from '../../../../src/storage/store.ts'
import { times } from '../../../fixtures/times.ts'

const HEAD = '{"kind":"X",'

const row = (i: number, revision = i + 1, bytes = 300): Row => ({
  key: `/registry/x/object-${i}`,
  value: Buffer.from(
    `${HEAD}"name":"object-${i}","text":"${'abcdef'.repeat(bytes / 6)}${revision}"}`,
  ),
  revision,
})

const pieces = (rows: readonly Row[]) => ({
  head: Buffer.from('{"items":['),
  rows,
  skip: HEAD.length,
  end: Buffer.from(']}\n'),
})

const plain = (rows: readonly Row[]) =>
  `{"items":[${rows.map(({ value }) => `{${value.toString().slice(HEAD.length)}`).join(',')}]}\n`

t.test('the CRC of joined bytes follows from those of the parts', async (t) => {
  for (const [a, b] of [
    ['', ''],
    ['', 'x'],
    ['a', ''],
    ['a', 'b'],
    ['one', 'x'.repeat(100_000)],
    ['y'.repeat(70_001), 'two'],
  ] as const)
    t.equal(
      joinedCrc(crc32(a), crc32(b), shiftOf(b.length)),
      crc32(a + b),
      `${a.length} ${b.length}`,
    )
})

t.test('a compressed list of any length decompresses to the list', async (t) => {
  for (const count of [1, 2, 31, 32, 33, 500]) {
    const rows = times(count, row)
    t.equal(gunzipSync(await packedList(pieces(rows))).toString(), plain(rows), `${count}`)
  }
  const large = [row(0, 1, 600_000), row(1), row(2, 3, 300_000)]
  t.equal(gunzipSync(await packedList(pieces(large))).toString(), plain(large))
})

t.test('a list that changes in parts decompresses to the changed list', async (t) => {
  const rows = times(400, row)
  await packedList(pieces(rows))
  const changed = rows.with(200, row(200, 1000))
  t.equal(gunzipSync(await packedList(pieces(changed))).toString(), plain(changed))
  const fewer = rows.toSpliced(100, 1)
  t.equal(gunzipSync(await packedList(pieces(fewer))).toString(), plain(fewer))
  const some = rows.filter((_, i) => i % 3 === 0)
  t.equal(gunzipSync(await packedList(pieces(some))).toString(), plain(some))
  t.equal(gunzipSync(await packedList(pieces(rows))).toString(), plain(rows))
})

t.test('a list with the same rows is joined again only if its head changes', async (t) => {
  const list = pieces([row(0), row(1)])
  const packed = await packedList(list)
  t.equal(await packedList({ ...list, head: Buffer.from(list.head) }), packed)
  const other = await packedList({ ...list, head: Buffer.from('{"x":[') })
  t.match(gunzipSync(other).toString(), '{"x":[')
})

for (const [command, ...args] of [
  ['gzip', '--decompress', '--stdout'],
  [
    'python3',
    '-c',
    'import gzip,sys; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))',
  ],
] as const) {
  const { error } = spawnSync(command, ['--version'])
  t.test(
    `${command} decompresses a list`,
    error === undefined ? {} : { skip: `NOT TESTED: there is no ${command}` },
    async (t) => {
      const rows = times(300, row)
      const { stdout, status } = spawnSync(command, args, { input: await packedList(pieces(rows)) })
      t.equal(status, 0)
      t.equal(stdout.toString(), plain(rows))
    },
  )
}

const program = fileURLToPath(new URL('gunzip.go', import.meta.url))
const go = spawnSync('go', ['version'])
t.test(
  'Go, whose client requests gzip by default, decompresses lists',
  go.error === undefined || process.env['CI'] !== undefined
    ? {}
    : { skip: 'NOT TESTED: there is no go' },
  async (t) => {
    const lists = [1, 2, 500].map((count) => times(count, row))
    const files = await Promise.all(lists.map((rows) => packedList(pieces(rows))))
    const folder = t.testdir(Object.fromEntries(files.map((bytes, i) => [`${i}.gz`, bytes])))
    const paths = files.map((_, i) => join(folder, `${i}.gz`))
    const { stdout, stderr, status } = spawnSync('go', ['run', program, ...paths])
    t.equal(status, 0, stderr.toString())
    t.equal(stdout.toString(), lists.map(plain).join(''))
  },
)
