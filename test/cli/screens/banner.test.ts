import t from 'tap'
import { OID } from '../../../src/ca/oid.ts'
import { bannerLines, folderWarning, hostWarning } from '../../../src/cli/banner.ts'
import type { OpenCluster } from '../../../src/cli/serve/open-cluster.ts'

const serving = {
  name: 'kubernetes',
  url: 'https://127.0.0.1:6443',
  dataDir: '/home/jane/.csrlab',
  kubeconfig: '/home/jane/.csrlab/kubeconfig',
  tokenFile: '/home/jane/.csrlab/token',
}
const subject = { rdns: [[{ type: OID.commonName, text: 'kubernetes' }]] }
const authority = { certificate: { subject }, fingerprint: `${'0a'.repeat(31)}ff` }

const bannerText = (given: object = {}, useContext?: string) => {
  const cluster = {
    serving: { ...serving, ...given },
    server: { authority },
    options: {},
    useContext,
  }
  return bannerLines(cluster as unknown as OpenCluster, '1.2.3').join('\n')
}

t.test('the banner shows the address, the CA and commands', async (t) => {
  const text = bannerText()
  t.match(text, 'csrlab 1.2.3 serves the Kubernetes certificates API at https://127.0.0.1:6443\n')
  t.match(text, `CN=kubernetes, SHA-256 fingerprint\n               ${'0A'.repeat(31)}FF\n`)
  t.match(text, '\n  export KUBECONFIG=/home/jane/.csrlab/kubeconfig\n  kubectl auth whoami\n')
  t.match(text, '/home/jane/.csrlab/token\n')
  t.notMatch(text, 'use-context')
  t.same(
    text.split('\n').filter((line) => line.length > 80),
    [],
  )
})

t.test('a path with special characters is quoted', async (t) => {
  const text = bannerText({ kubeconfig: "/home/jane/it's mine/config" })
  t.match(text, String.raw`export KUBECONFIG='/home/jane/it'\''s mine/config'` + '\n')
})

t.test('if another context is current, the banner has a command to change it', async (t) => {
  const text = bannerText({}, 'kubernetes-admin@kubernetes')
  t.match(text, '  kubectl config use-context kubernetes-admin@kubernetes\n')
})

t.test('plain HTTP is mentioned if enabled', async (t) => {
  t.notMatch(bannerText(), 'plain HTTP')
  const text = bannerText({ insecureUrl: 'http://127.0.0.1:8080' })
  t.match(text, '\n  plain HTTP   http://127.0.0.1:8080\n')
})

t.test('a folder that others may change gets a warning, with a fix', async (t) => {
  t.match(folderWarning('/srv/my lab', 'replace'), "chmod 700 '/srv/my lab'.")
  t.match(
    folderWarning('/srv/my lab', 'add'),
    "put files into /srv/my lab; prevent it with chmod 700 '/srv/my lab',",
  )
  t.match(folderWarning('/srv/my lab', 'owned'), '/srv/my lab belongs to another user')
  t.equal(folderWarning('/srv/my lab', undefined), undefined)
})

t.test('the banner of a cluster in memory has no token file', async (t) => {
  const text = bannerText({ dataDir: null })
  t.match(text, /state +in memory/)
  t.notMatch(text, / token /)
})

t.test('only addresses that others can reach get a warning', async (t) => {
  for (const host of ['127.0.0.1', '127.3.2.1', '::1', 'localhost', 'a.localhost']) {
    t.equal(hostWarning(host), undefined, host)
  }
  for (const host of ['0.0.0.0', '::', '192.0.2.7', 'example.com', '128.0.0.1']) {
    t.match(hostWarning(host), `--host ${host} `, host)
  }
})
