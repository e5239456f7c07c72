import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { makeRequest } from '../../../src/ca/new-request.ts'
import { startedCluster } from '../../fixtures/cluster.ts'
import { doctorCommand } from '../../../src/cli/doctor/command.ts'
import { lineOf } from '../../fixtures/command.ts'
import { CLI } from '../../cli/process.ts'
import { lacksTools } from '../hints/lab.ts'

t.test('the doctor reads odd files, and prints no private key', { skip: lacksTools }, async (t) => {
  const folder = t.testdir({})
  const cluster = await startedCluster(t)
  const { certificate, key, kubeconfig } = await cluster.issue({ commonName: 'john' })
  const { requestPem, keyPem } = await makeRequest({ commonName: 'mary' })
  const der = (pem: string) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')
  const manifest = `apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: mary}\nspec:\n  request: ${base64(requestPem)}\n  signerName: kubernetes.io/kube-apiserver-client\n  usages: [client auth]\n`
  const write = (name: string, content: string | Buffer) =>
    writeFileSync(join(folder, name), content)
  const pathOf = (name: string) => resolve(folder, name)
  const readFile = (name: string): Buffer | undefined => {
    try {
      return readFileSync(pathOf(name))
    } catch {
      return undefined
    }
  }
  const absenceOf = (name: string) =>
    existsSync(pathOf(name)) ? ('folder' as const) : ('missing' as const)
  const run = (...args: string[]) => {
    const parts = { environment: {}, readFile, absenceOf, now: Date.now() }
    const result = doctorCommand(lineOf(['doctor', ...args]), parts)
    for (const secret of [key, keyPem]) {
      for (const line of secret.split('\n').filter((line) => /^[\w+/=]{40,}$/.test(line)))
        t.notOk(result.text.includes(line), 'no private key is printed')
    }
    return result
  }
  const shell = (script: string) => {
    const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
    t.equal(status, 0, script, { stderr })
  }
  /** Runs the fix, which must leave a valid file called `left`. */
  const cured = (name: string, says: RegExp, left = name) => {
    const { text, code } = run(name)
    t.match(text, says, name)
    t.equal(code, 1)
    const [, command = ''] = /^ {2}\S.*\n {4}(.*)$/m.exec(text.split('first:')[1]!) ?? []
    shell(command)
    t.match(run(left), { code: 0, text: /All is well/ }, command)
  }

  t.test('other encodings are detected, and the fixes work', async () => {
    write('wide.csr', Buffer.concat([Buffer.of(0xff, 0xfe), utf16(requestPem)]))
    cured(
      'wide.csr',
      /certificate request for CN=mary[^]*is in UTF-16, which PowerShell's > writes/,
    )
    write('marked.crt', `\ufeff${certificate}`)
    cured('marked.crt', /certificate for CN=john[^]*byte order mark/)
    write('john.crt.der', der(certificate))
    cured('john.crt.der', /certificate for CN=john[^]*the certificate is in DER/, 'john.crt.pem')
    write('mary.der', der(requestPem))
    cured('mary.der', /the request is in DER/, 'mary.pem')
    write('mary.key', der(keyPem))
    cured('mary.key', /P-256 private key[^]*the private key is in DER/, 'mary.key.pem')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    write('old.key', privateKey.export({ type: 'pkcs1', format: 'der' }))
    cured('old.key', /RSA 2048 private key[^]*the private key is in DER/, 'old.key.pem')
    write('twice.txt', base64(base64(requestPem)))
    cured('twice.txt', /encoded twice/, 'decoded.pem')
  })

  t.test('the exit code shows whether there are problems', async (t) => {
    write('well.crt', certificate)
    const processOf = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, 'doctor', ...args], { cwd: folder, encoding: 'utf8' })
    t.match(processOf('well.crt'), { status: 0, stdout: /All is well/, stderr: '' })
    t.match(processOf('well.crt', '.'), { status: 1, stdout: /this is a folder/, stderr: '' })
  })

  t.test('valid files in several forms have no problems', async (t) => {
    write('bundle.pem', `${certificate}${cluster.caPem}`)
    write('crlf.crt', certificate.replaceAll('\n', '\r\n'))
    write('crlf.yaml', manifest.replaceAll('\n', '\r\n'))
    t.match(run('crlf.yaml'), { code: 0, text: /CertificateSigningRequest mary/ })
    write('both.pem', `${key}${certificate}`)
    mkdirSync(join(folder, 'home'))
    write('home/client.crt', certificate)
    write('home/client.key', key)
    write('home/ca.crt', cluster.caPem)
    write(
      'home/config',
      kubeconfig
        .replace(/certificate-authority-data: .*/, 'certificate-authority: ca.crt')
        .replace(/client-certificate-data: .*/, 'client-certificate: client.crt')
        .replace(/client-key-data: .*/, 'client-key: client.key'),
    )
    const { text, code } = run('bundle.pem', 'crlf.crt', 'both.pem', 'home/config')
    t.match(text, /bundle\.pem \(1\) was signed by bundle\.pem \(2\)\./)
    t.match(text, /The certificate of john was signed by the CA of kubernetes\./)
    t.match(text, /All is well/)
    t.equal(code, 0)
  })

  t.test('unknown and unreadable files are problems', async (t) => {
    write('empty', '')
    write('noise', randomBytes(4096))
    write('huge', 'A'.repeat(20_000_000))
    write('cut.key', key.slice(0, 120))
    write(
      'ssh',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n',
    )
    write('broken.yaml', 'kind: [\n')
    const cases = [
      ['empty', /the file is empty/],
      ['noise', /nothing to do with certificates/],
      ['huge', /nothing to do with certificates/],
      ['cut.key', /cut off or changed/],
      ['ssh', /the private key cannot be read/],
      ['broken.yaml', /the YAML cannot be read in line 2/],
      ['.', /this is a folder/],
      ['gone', /no such file/],
    ] as const
    for (const [name, says] of cases) t.match(run(name), { code: 1, text: says }, name)
    const report = JSON.parse(run('--json', 'empty', 'huge').text)
    t.match(report, { well: false, problems: [{ source: 'empty' }, { source: 'huge' }] })
    t.equal(readFileSync(join(folder, 'empty'), 'utf8'), '', 'the doctor changes nothing')
  })
})
