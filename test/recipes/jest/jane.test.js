const { startCluster } = require('csrlab')

let cluster
beforeAll(async () => {
  cluster = await startCluster()
})
beforeEach(() => cluster.reset())
afterAll(() => cluster.close())

test('jane gets a certificate', async () => {
  const jane = await cluster.issue({ commonName: 'jane', organizations: ['developers'] })
  expect(jane.certificate).toMatch(/BEGIN CERTIFICATE/)
  expect(jane.kubeconfig).toContain(cluster.url)
})
