/** Runs the real kubectl, openssl and curl. */
import t from 'tap'
import { ManualClock } from '../../fixtures/clock.ts'
import { advice, Lab, lacksTools } from './lab.ts'

const MINUTE = 60_000

t.test('mistakes with permissions get hints that fix them', { skip: lacksTools }, async (t) => {
  const lab = await Lab.start(t)
  await t.test('stray characters, OU instead of O, and a misspelt group get hints', async (t) => {
    await lab.request('odd', '/O=IT}/CN=odd')
    const odd = await lab.apply('odd')
    t.match(odd, /Warning: "IT}" in the subject contains stray characters/)
    await lab.request('unit', '/CN=unit/OU=developers')
    const unit = await lab.apply('unit')
    t.match(unit, /Warning: OU=developers adds no group/)
    await lab.type(`${advice(unit)} && kubectl delete csr unit`)
    t.notMatch(await lab.apply('unit'), /Warning/)
    await lab.type(
      'kubectl create clusterrolebinding engineers --clusterrole=view --group=engineers',
    )
    await lab.request('emma', '/O=enginers/CN=emma')
    const near = await lab.apply('emma')
    t.match(near, /Warning: no role binding covers the group enginers .* one covers engineers\./)
    await lab.type(advice(near))
    t.match(await lab.type('openssl req -in emma.csr -noout -subject'), /O ?= ?engineers/)
  })

  await t.test('a 401 and a 403 get different hints', async (t) => {
    // kubectl verifies the server's certificate in real time
    const clock = new ManualClock(Date.now())
    const lab = await Lab.start(t, { clock })
    const as = (user: string, more = '') =>
      lab.type(
        `cp config ${user}.config
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
      /Warning: TLS works, but the client certificate of john expired at 2.* UTC\. .*openssl req -new -key john\.key -subj \/CN=john -out john\.csr/,
    )
    t.match(expired, /Unauthorized|must be logged in/)

    await lab.type(
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout fake.key -subj /CN=kubernetes -out fake.crt
       openssl x509 -req -in john.csr -CA fake.crt -CAkey fake.key -out john.crt -days 2`,
    )
    t.match(
      await as('john'),
      /was issued by another CA with the same name, kubernetes, but another key/,
    )
    t.match(
      await lab.type(`curl -s -D - --cacert ca.crt --cert john.crt --key john.key ${lab.url}/api`),
      /401[^]*warning: 299 - "TLS works, but the client certificate of john/,
    )
    t.match(
      await lab.type(
        `curl -s -D - --cacert ca.crt ${lab.url}/apis/certificates.k8s.io/v1/certificatesigningrequests`,
      ),
      /403[^]*warning: 299 - "you are not authenticated: the request had no client certificate and no token\. .*npx csrlab doctor/,
    )
  })

  await t.test('misspelt and unknown users get commands that grant access', async (t) => {
    await lab.type(
      `kubectl create role pod-reader --verb=list --resource=pods
       kubectl create rolebinding read-pods --role=pod-reader --user=maria`,
    )
    const list = (user: string, namespace: string) =>
      lab.type(`kubectl get pods --as=${user} -n ${namespace}`)
    const near = await list('Mariah', 'default')
    t.match(
      near,
      /The binding read-pods is for maria\. If Mariah was meant, add that user: kubectl set subject rolebinding/,
    )
    await lab.type(advice(near))
    t.match(await list('Mariah', 'default'), /No resources found/)
    for (const user of ['zoe', 'yves']) {
      await lab.type(advice(await list(user, 'kube-system')))
      t.match(await list(user, 'kube-system'), /No resources found/)
    }
  })

  await t.test('deleting or denying a request gets the hint that nothing is revoked', async (t) => {
    await lab.apply('liam')
    await lab.issue('liam')
    await lab.type(
      `kubectl create rolebinding liam-view --clusterrole=view --user=liam
       kubectl config set-credentials liam --client-key=liam.key --client-certificate=liam.crt --embed-certs=true
       kubectl create rolebinding all-view --clusterrole=view --user=liam --user=noah -n kube-system`,
    )
    const get = 'kubectl get pods --user=liam'
    t.match(
      await lab.type('kubectl certificate deny liam'),
      /its certificate stays valid until it expires/,
    )
    const deleted = await lab.type('kubectl delete csr liam')
    t.match(
      deleted,
      /Warning: the certificate issued for liam stays valid until 2.* UTC: deleting a request revokes nothing\. To lock liam out, remove the role bindings of the user and its groups: kubectl delete rolebinding liam-view -n default$/m,
    )
    t.match(await lab.type(get), /No resources found/, 'the certificate still works')
    await lab.type(advice(deleted))
    t.match(await lab.type(get), /Forbidden/)
  })

  await t.test('binding a missing role, or a group as a user, gets a hint', async (t) => {
    await lab.request('tess', '/CN=tess/O=testers')
    await lab.apply('tess')
    await lab.type('kubectl create namespace tests')
    const bound = await lab.type(
      'kubectl create rolebinding look --role=view --user=testers -n tests',
    )
    const [role = '', group = ''] = bound.split('\n')
    t.match(
      role,
      /^Warning: there is no Role view in the namespace tests.* If the ClusterRole view was meant/,
    )
    t.match(
      group,
      /^Warning: this binds the user testers, but testers is a group .* in the request tess\./,
    )
    await lab.type(advice(role))
    const list = 'kubectl get pods -n tests --as=tess --as-group=testers'
    const forbidden = await lab.type(list)
    t.match(
      forbidden,
      /^Warning: you act as tess, .* The binding look is for a user testers, which is a group of yours\./,
    )
    t.equal(advice(forbidden), advice(group), 'the hint about the binding has the same fix')
    await lab.type(advice(forbidden))
    t.match(await lab.type(list), /^No resources found/)

    const missing = await lab.type(
      'kubectl create rolebinding later --role=pod-looker --user=tess -n tests',
    )
    t.match(missing, /there is no Role pod-looker in the namespace tests.* Create it/)
    await lab.type(advice(missing))
    t.match(await lab.type('kubectl get pods -n tests --as=tess'), /^No resources found/)
    t.notMatch(
      await lab.type('kubectl create rolebinding fine --role=pod-looker --user=tess -n tests'),
      /Warning/,
    )
  })
})
