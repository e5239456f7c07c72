import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { systemClock } from '../../../src/server/system.ts'
import { terminal } from '../terminal.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`

const JANE = `apiVersion: csrlab/v1
kind: User
metadata: { name: jane }
spec:
  groups: [developers]
  files: { key: keys/../jane.key, certificate: jane.crt, kubeconfig: jane.kubeconfig }
`

t.test("files and folders are applied, and users' files are written", async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  const folder = t.testdir({
    'first.yaml': configMap('a'),
    more: { 'b.yaml': JANE, 'a.yml': configMap('b'), 'c.txt': 'no document', 'd.json': '' },
  })
  const { text, code } = await csrlab('populate', join(folder, 'first.yaml'), join(folder, 'more'))
  t.equal(code, 0, text)
  const path = (name: string) => join(folder, 'more', name)
  t.equal(
    text,
    [
      'ConfigMap default/a created',
      'ConfigMap default/b created',
      'User jane issued',
      ...['jane.crt', 'jane.key', 'jane.kubeconfig'].map((name) => `  ${path(name)}`),
      '',
    ].join('\n'),
  )
  t.equal(statSync(path('jane.key')).mode & 0o777, 0o600)
  const identity = {
    certificate: readFileSync(path('jane.crt'), 'utf8'),
    key: readFileSync(path('jane.key'), 'utf8'),
  }
  t.equal(await server.code(MAPS, { identity }), 403, 'jane is authenticated')
  const kubeconfig = parse(readFileSync(path('jane.kubeconfig'), 'utf8'))
  t.equal(kubeconfig.clusters[0].cluster.server, server.url)
  const again = await csrlab('populate', join(folder, 'first.yaml'))
  t.equal(again.text, 'ConfigMap default/a configured\n')
})

t.test('errors name the file, the document and the line', async (t) => {
  const { csrlab, server } = await terminal(t, { clock: systemClock })
  const folder = t.testdir({ 'a.yaml': `${configMap('a')}---\n${configMap('A_')}` })
  const file = join(folder, 'a.yaml')
  t.match(await csrlab('populate', file), {
    code: 1,
    text: `${file}: document 2, line 5: ConfigMap "A_" is invalid`,
  })
  t.equal(await server.code(`${MAPS}/a`), 404)
  const outside = t.testdir({ 'a.yaml': JANE.replace('jane.crt', '../jane.crt') })
  t.match(await csrlab('populate', join(outside, 'a.yaml')), {
    code: 1,
    text: /\.\.\/jane\.crt is outside .*; name a file in this folder/,
  })
  t.match(await csrlab('populate', join(folder, 'none')), { code: 3, text: /cannot read .*none/ })
})
