/** Cases beyond `test/golden/v1.36/csr-validation.json` and `csr-approval.json`. */
import t from 'tap'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import {
  base64,
  certificatePem,
  CLIENT,
  condition,
  JANE,
  storedCsr,
} from '../../../fixtures/builders.ts'
import { releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf(certificateSigningRequests)
const GOOD = { request: JANE, signerName: CLIENT, usages: ['client auth'] }
t.test('since 1.37, the error for Approved and Denied together comes last', async (t) => {
  const mine = condition('Mine', { status: 'Maybe' })
  const both = [condition('Denied'), condition('Approved'), mine]
  const told = (version: string, gates = {}, conditions: object[] = both) => {
    const of = releaseOf(version, gates)!
    return new Shelf(certificateSigningRequests, of).update(
      { spec: GOOD, status: { conditions } },
      storedCsr(),
      'approval',
    ).errors
  }
  const maybe =
    'status.conditions[2].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"'
  const old =
    'status.conditions: Invalid value: "Approved": Approved and Denied conditions are mutually exclusive'
  t.ok(told('v1.36').includes(old))
  t.ok(told('v1.37', { DeclarativeValidationBeta: false }).includes(old))
  const told137 = told('v1.37')
  t.equal(
    told137.at(-1),
    String.raw`status.conditions: Invalid value: "{conditions[{\"type\": \"Approved\"}], conditions[{\"type\": \"Denied\"}]}": ` +
      'must specify at most one of: `conditions[{"type": "Approved"}]`, `conditions[{"type": "Denied"}]`',
  )
  t.equal(told137[0], maybe, 'another error comes first')
  t.notOk(told137.includes(old))
  t.same(told('v1.37', {}, [condition('Denied')]), [])
})

t.test('a certificate, unless it is empty, must contain a CERTIFICATE block', async (t) => {
  const errorsWith = (pem: string) =>
    shelf.update({ spec: GOOD, status: { certificate: base64(pem) } }, storedCsr(), 'status').errors
  t.same(errorsWith('garbage'), [
    'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
  ])
  t.same(errorsWith(certificatePem(0, 1000)), [])
  t.same(errorsWith(''), [])
})
