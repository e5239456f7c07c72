/** A cluster with hints, and a terminal with real programs. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { doctorCommand } from '../../../src/cli/doctor/command.ts'
import { explainCommand } from '../../../src/cli/doctor/explain-command.ts'
import { lineOf } from '../../fixtures/command.ts'
import type { Clock } from '../../../src/apimachinery/clock.ts'
import type { ServerOptions } from '../../../src/server/options.ts'
import { systemClock } from '../../../src/server/system.ts'
import { CLIENT } from '../../fixtures/builders.ts'
import { type Client, startServer, type Teardown } from '../../fixtures/server.ts'
import { lacking } from '../../fixtures/installed.ts'
import { Shell } from '../../server/kubectl.ts'

export const lacksTools = lacking('kubectl', 'openssl', 'curl')

interface ManifestFields {
  /** '' omits it */
  readonly signerName?: string
  /** in YAML; '' omits it */
  readonly usages?: string
  /** text of `spec.request`; default: NAME.csr in base64 */
  readonly request?: string
  readonly expirationSeconds?: number
  readonly apiVersion?: string
}

/** Returns the last command that a hint in `text` suggests. Throws an Error if there is none. */
export const advice = (text: string): string => {
  const commands = [
    ...text.matchAll(
      /^Warning: .*?: ((?:kubectl|openssl|base64|sed|echo|npx) .*?)(?: \(see \S+\))?$/gm,
    ),
  ]
  const command = commands.at(-1)?.[1]
  if (command === undefined) throw new Error(`no command in: ${text}`)
  return command
}

type LabOptions = Pick<ServerOptions, 'hints' | 'signerDelay'> & { readonly clock?: Clock }

export class Lab {
  readonly url: string
  readonly #shell: Shell

  private constructor(shell: Shell, { server, url }: Client) {
    this.url = url
    this.#shell = shell
    this.write('ca.crt', server.authority.certificatePem)
    this.write('token', server.adminToken)
    mkdirSync(this.#at('bin'))
  }

  /** The server is closed at the end of the test. */
  static async start(t: Teardown, options: LabOptions = {}): Promise<Lab> {
    const server = await startServer(t, { hints: true, clock: systemClock, ...options })
    return new Lab(new Shell(t, server), server)
  }

  #at(name: string): string {
    return resolve(this.#shell.home, name)
  }

  write(name: string, text: string | Buffer): void {
    writeFileSync(this.#at(name), text)
  }

  read(name: string): string {
    return readFileSync(this.#at(name), 'utf8')
  }

  /** Returns both output streams. Commands may fail, because the tests make mistakes. */
  async type(script: string): Promise<string> {
    const here = 'exec 2>&1\nPATH="$HOME/bin:$PATH"\n'
    return (await this.#shell.run(here + script, { goOn: true })).out
  }

  /** Repeats a script until its output matches, since controllers take a moment. */
  async until(script: string, shows: RegExp): Promise<string> {
    let text = ''
    for (let tries = 0; tries < 100; tries++) {
      text = await this.type(script)
      if (shows.test(text)) return text
    }
    throw new Error(`${script} never shows ${shows}, but: ${text}`)
  }

  /** Makes NAME.key and NAME.csr. */
  async request(name: string, subject = `/CN=${name}`, more = ''): Promise<void> {
    await this.type(
      `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -subj '${subject}' ${more} -out ${name}.csr`,
    )
  }

  /** Writes NAME.yaml. */
  manifest(name: string, fields: ManifestFields = {}): void {
    const { signerName = CLIENT, usages = '[client auth]', expirationSeconds } = fields
    const request = fields.request ?? Buffer.from(this.read(`${name}.csr`)).toString('base64')
    const lines = [
      `apiVersion: ${fields.apiVersion ?? 'certificates.k8s.io/v1'}`,
      'kind: CertificateSigningRequest',
      `metadata: {name: ${name}}`,
      'spec:',
      `  request: ${request}`,
      ...(signerName === '' ? [] : [`  signerName: ${signerName}`]),
      ...(usages === '' ? [] : [`  usages: ${usages}`]),
      ...(expirationSeconds === undefined ? [] : [`  expirationSeconds: ${expirationSeconds}`]),
    ]
    this.write(`${name}.yaml`, `${lines.join('\n')}\n`)
  }

  /** Makes key and CSR if necessary, and applies NAME.yaml. Returns the output. */
  async apply(name: string, fields: ManifestFields = {}): Promise<string> {
    if (!existsSync(this.#at(`${name}.csr`))) await this.request(name)
    this.manifest(name, fields)
    return this.type(`kubectl apply -f ${name}.yaml`)
  }

  /** Approves, waits, and fetches NAME.crt. */
  async issue(name: string): Promise<void> {
    await this.type(
      `kubectl certificate approve ${name} && kubectl wait --for=jsonpath='{.status.certificate}' csr/${name} && kubectl get csr ${name} -o jsonpath='{.status.certificate}' | base64 -d > ${name}.crt`,
    )
  }

  readonly #parts = {
    environment: {},
    readFile: (path: string) => {
      try {
        return readFileSync(this.#at(path))
      } catch {
        return undefined
      }
    },
  }

  doctor(...files: string[]): string {
    return doctorCommand(lineOf(['doctor', ...files]), { ...this.#parts, now: Date.now() }).text
  }

  async explain(...args: string[]): Promise<string> {
    const line = lineOf(['explain', ...args, '--kubeconfig', this.#at('config')])
    return (await explainCommand(line, { ...this.#parts, now: Date.now() })).text
  }

  /** Adds a program to the PATH. */
  program(name: string, script: string): void {
    const path = this.#at(join('bin', name))
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
  }
}
