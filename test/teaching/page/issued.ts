/** Realistic CSRs and users. */
import { makeRequest } from '../../../src/ca/x509.ts'
import { base64, CLIENT, COLLECTION } from '../../fixtures/builders.ts'
import type { Json } from '../../fixtures/answer.ts'
import type { TestServer } from '../../fixtures/server.ts'

type Server = Pick<TestServer<never>, 'create' | 'put' | 'until'>

interface Wanted {
  readonly commonName?: string
  readonly organizations?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** fields of its spec */
  readonly spec?: object
}

export interface Made {
  readonly csr: Json
  readonly keyPem: string
}

/** A pending CSR. */
export const request = async (
  server: Pick<Server, 'create'>,
  name: string,
  { commonName = name, organizations = [], labels = {}, spec }: Wanted = {},
): Promise<Made> => {
  const asked = { commonName, organizations: [...organizations], keyType: 'p256' } as const
  const { requestPem, keyPem } = await makeRequest(asked)
  const csr = await server.create(COLLECTION, {
    metadata: { name, labels },
    spec: { request: base64(requestPem), signerName: CLIENT, usages: ['client auth'], ...spec },
  })
  return { csr, keyPem }
}

/** An approved and issued CSR. */
export const issued = async (server: Server, name: string, wanted?: Wanted): Promise<Made> => {
  const { csr, keyPem } = await request(server, name, wanted)
  const path = `${COLLECTION}/${encodeURIComponent(name)}`
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: 'for a test' }]
  await server.put(`${path}/approval`, { ...csr, status: { conditions } })
  const body = await server.until(path, ({ status }) => status.certificate)
  return { csr: body, keyPem }
}
