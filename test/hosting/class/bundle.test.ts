/** A hostile class cannot write files outside the learner's folder. */
import t from 'tap'
import { readHandout } from '../../../src/hosting/class/bundle.ts'
import { namespaceIn, readContent } from '../../../src/hosting/class/desk.ts'

const GOOD = {
  name: 'jane',
  server: { url: 'https://192.0.2.1:7001/clusters/x', token: 't', caPem: 'c', servingCaPem: 's' },
  seededBytes: 7,
  definition: { 'lab.yaml': 'title: x', 'lab.ko.yaml': '' },
  files: { kubeconfig: 'x', 'ann.kubeconfig': 'y' },
  auditLogs: ['audit.log'],
}

t.test('invalid bundles are rejected', async (t) => {
  t.same(readHandout('LabBundle', JSON.stringify(GOOD)), GOOD)
  const bad: Record<string, unknown>[] = [
    { name: '../jane' },
    { name: '' },
    { name: 'a--b' },
    { name: 'a'.repeat(27) },
    { files: { '../../.bashrc': 'x' } },
    { files: { '.bashrc': 'x' } },
    { files: { 'a/b': 'x' } },
    { files: { a: 7 } },
    { files: ['x'] },
    { definition: { 'lab.yaml': '', '../x.yaml': '' } },
    { definition: {} },
    { auditLogs: ['/etc/passwd'] },
    { auditLogs: 'audit.log' },
    { seededBytes: '7' },
    { server: { ...GOOD.server, url: 'http://192.0.2.1' } },
    { server: { ...GOOD.server, servingCaPem: undefined } },
    { server: null },
  ]
  for (const change of bad)
    t.equal(
      readHandout('LabBundle', JSON.stringify({ ...GOOD, ...change })),
      undefined,
      JSON.stringify(change),
    )
  for (const text of ['', 'null', '[]', '{}', '{"name":"jane"}'])
    t.equal(readHandout('LabBundle', text), undefined)
})

t.test('invalid memberships are rejected; the namespace is read from a group name', async (t) => {
  const good = { class: 'c', learner: '김민수', labs: ['jane'] }
  t.same(readHandout('Membership', JSON.stringify(good)), good)
  for (const change of [{ labs: [] }, { labs: ['../x'] }, { learner: 7 }, { class: undefined }])
    t.equal(readHandout('Membership', JSON.stringify({ ...good, ...change })), undefined)
  t.equal(namespaceIn(['system:bootstrappers', 'system:bootstrappers:csrlab-class-a']), 'class-a')
  t.equal(namespaceIn(['system:bootstrappers']), undefined)
})

t.test('a damaged Secret has no content', async (t) => {
  const content = Buffer.from('not gzip').toString('base64')
  const requester = { inject: async () => ({ code: 200, body: { data: { content } } }) }
  t.equal(await readContent(requester, 'class-a', 'membership'), '')
})
