/** A new user makes ten mistakes in a row, and fixes each by following a hint. */
import t from 'tap'
import { CLI } from '../../cli/process.ts'
import { unbroken } from '../../fixtures/unbroken.ts'
import { advice, Lab, lacksTools } from './lab.ts'

/** the command below the first problem */
const cure = (text: string) => /^ {4}((?:kubectl|base64) .*)$/m.exec(text.split('first:')[1]!)![1]!

t.test(
  'ten mistakes in a row are each fixed by following a hint',
  { skip: lacksTools },
  async (t) => {
    const lab = await Lab.start(t, { signerDelay: '2s' })
    lab.program('npx', `shift; exec '${process.execPath}' '${CLI}' "$@"`)
    const see = async (script: string, shows: RegExp) => {
      const text = await lab.type(script)
      t.match(unbroken(text), shows, script)
      return text
    }
    const obey = (text: string) => lab.type(advice(text))
    const apply = 'kubectl apply -f mia.yaml'

    // 1: the key in the manifest; make a new key and CSR
    await lab.request('mia', '/O=devs/CN=mia')
    lab.manifest('mia', { request: Buffer.from(lab.read('mia.key')).toString('base64') })
    await obey(await see(apply, /holds a PRIVATE KEY/))

    // 2: the file name in base64; the hint's command prints the right value
    lab.manifest('mia', { request: Buffer.from('mia.csr').toString('base64') })
    const request = await obey(await see(apply, /holds the name mia\.csr/))

    // 3: a misspelt signer, approved nevertheless
    lab.manifest('mia', {
      request,
      signerName: 'kubernetes.io/kube-apiserver',
      usages: '[server auth]',
    })
    await see(apply, /mia created/)
    const nobody = await see('kubectl certificate approve mia', /no signer in this cluster handles/)
    lab.manifest('mia', { request, usages: '[server auth]' })
    await obey(nobody)

    // 4: a server's usage, which the signer would reject
    const failing = await see('kubectl certificate approve mia', /the signer will mark it Failed/)
    lab.manifest('mia', { request })
    await obey(failing)

    // 5: denied by mistake
    await lab.type('kubectl certificate deny mia')
    await obey(await see('kubectl certificate approve mia', /was denied, and that is final/))

    // 6: the CSR is sent again, but the certificate is read before the approval
    const fetch = "kubectl get csr mia -o jsonpath='{.status.certificate}'"
    await obey(await see(fetch, /is pending, and gets a certificate after approval/))

    // 7: read again before the signer was done
    await obey(await see(`${fetch} > mia.crt`, /has not been issued yet/))

    // 8: the certificate was not decoded
    await lab.type(`${fetch} > mia.crt`)
    const login =
      'kubectl config set-credentials mia --client-key=mia.key --client-certificate=mia.crt'
    await lab.type(`${login} && kubectl config set-context mia --cluster=kubernets --user=mia`)
    await see('kubectl get csr --user=mia', /failed to find any PEM data/)
    await lab.type(cure(await see('npx csrlab doctor mia.key mia.crt', /this is base64 text/)))
    await see('npx csrlab doctor mia.key mia.csr mia.crt ca.crt', /All is well/)

    // 9: the context names a missing cluster
    await lab.type('kubectl config use-context mia')
    await see('kubectl get pods', /cluster "kubernets" does not exist|localhost:8080/)
    await lab.type(cure(await see('npx csrlab doctor', /names the cluster kubernets/)))

    // 10: authenticated, but without permission; the administrator runs the command
    const forbidden = await see(
      'kubectl get pods',
      /you are logged in as mia, and no rule allows list/,
    )
    await lab.type('kubectl config use-context kubernetes-admin@kubernetes')
    await obey(forbidden)
    await lab.type('kubectl config use-context mia')
    t.equal(await lab.type('kubectl get pods'), 'No resources found in default namespace.\n')
  },
)
