import { ManualClock } from '../../fixtures/clock.ts'
import { advice, Lab } from '../lab.ts'
import type { Row } from '../row.ts'

const MINUTE = 60_000

export const row: Row = {
  mistake: '401 and 403 mixed up',
  hints: ['who-are-you', 'anonymous', 'no-rule'],
  async commit(t) {
    // kubectl looks at the server's certificate by the true time
    const clock = new ManualClock(Date.now())
    const lab = await Lab.start(t, { clock })
    const as = (user: string, more = '') =>
      lab.type(
        `cp kubeconfig ${user}.config
         kubectl config set-credentials ${user} --client-key=${user}.key --client-certificate=${user}.crt --embed-certs=true --kubeconfig=${user}.config > /dev/null
         kubectl get pods --user=${user} --kubeconfig=${user}.config ${more}`,
      )
    await lab.apply('john', { expirationSeconds: 600 })
    await lab.issue('john')
    const forbidden = await as('john')
    t.match(
      forbidden,
      /Warning: you are logged in as john, and no rule allows list on pods in the namespace default\. An administrator grants it: kubectl create role/,
    )
    t.match(forbidden, /Error from server \(Forbidden\)/)
    await lab.type(advice(forbidden))
    t.match(await as('john'), /No resources found/)

    clock.advance(15 * MINUTE)
    const expired = await as('john')
    t.match(
      expired,
      /Warning: the connection works, but the certificate of john that you showed expired at 2.* UTC\. .*openssl req -new -key john\.key -subj \/CN=john -out john\.csr/,
    )
    t.match(expired, /Unauthorized|must be logged in/)

    await lab.type(
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout fake.key -subj /CN=kubernetes -out fake.crt
       openssl x509 -req -in john.csr -CA fake.crt -CAkey fake.key -out john.crt -days 2`,
    )
    t.match(
      await as('john'),
      /was issued by another CA that is called kubernetes too, but has another key/,
    )
    t.match(
      await lab.type(`curl -s -D - --cacert ca.crt --cert john.crt --key john.key ${lab.url}/api`),
      /401[^]*warning: 299 - "the connection works, but the certificate of john/,
    )
    t.match(
      await lab.type(
        `curl -s -D - --cacert ca.crt ${lab.url}/apis/certificates.k8s.io/v1/certificatesigningrequests`,
      ),
      /403[^]*warning: 299 - "nobody logged in: you showed no certificate and no token\. .*npx csrlab doctor/,
    )
  },
}
