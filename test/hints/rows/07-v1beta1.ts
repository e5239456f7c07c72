import { unbroken } from '../../fixtures/unbroken.ts'
import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'a manifest of v1beta1',
  hints: ['old-version'],
  async commit(t, lab) {
    await lab.request('old')
    lab.manifest('old', {
      apiVersion: 'certificates.k8s.io/v1beta1',
      signerName: '',
      usages: '[digital signature, key encipherment, server auth]',
    })
    t.match(
      await lab.type('kubectl apply -f old.yaml'),
      /no matches for kind "CertificateSigningRequest" in version "certificates\.k8s\.io\/v1beta1"/,
    )
    const diagnosis = unbroken(lab.doctor('old.yaml'))
    t.match(diagnosis, /not served since 1\.22\. .*sed -i\.bak .* old\.yaml/)
    t.match(diagnosis, /spec\.signerName is missing/)
    const curl = `curl -s -D - --cacert ca.crt -H "Authorization: Bearer $(cat token)" -H 'Content-Type: application/json'`
    const posted = await lab.type(
      `kubectl create -f old.yaml --dry-run=client -o json > /dev/null
       echo '{"apiVersion":"certificates.k8s.io/v1beta1","kind":"CertificateSigningRequest","metadata":{"name":"old"},"spec":{"request":"x"}}' |
       ${curl} --data-binary @- ${lab.url}/apis/certificates.k8s.io/v1beta1/certificatesigningrequests`,
    )
    t.match(posted, /404 page not found|"code": ?404/)
    const [, warning = ''] = /^warning: 299 - "(.*)"/m.exec(posted) ?? []
    t.match(
      warning,
      /v1beta1 went away with Kubernetes 1\.22\. Write apiVersion: certificates\.k8s\.io\/v1/,
    )
    t.match(
      await lab.type(advice(`Warning: ${warning.replaceAll(/\\(.)/g, '$1')}`)),
      /old created/,
      'the v1 manifest works as it stands',
    )
  },
}
