/** Recorded kubectl command lines and their output. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client, Teardown } from '../fixtures/server.ts'
import { type Printed, Shell } from '../server/kubectl.ts'

/** A line of bash, which runs in a folder with `files`. */
export interface Command {
  readonly command: string
  readonly files?: Readonly<Record<string, string>>
  readonly setup?: boolean
  readonly result: Printed
}

export const readCommands = (file: URL): Command[] =>
  JSON.parse(readFileSync(file, 'utf8')) as Command[]

const REQUESTS = fileURLToPath(new URL('csrs/', import.meta.url))

const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=<hash>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+\d{4}/g, '<date>'],
  [/(resourceVersion: ?"?|"resourceVersion": ?")\d+/g, '$1<n>'],
  [/(certificate: |"certificate": ?")LS0t[A-Za-z0-9+/=]+/g, '$1<certificate>'],
  [/(LIVE|MERGED)-\d+/g, '$1-<n>'],
  [/(\s)(\d+m)?\d+s(\s|$)/gm, '$1<age>$3'],
  [/ {2,}/g, '  '],
  [/[ \t]+$/gm, ''],
]

/** Runs recorded command lines in order, in a folder with the recorded CSRs. */
export class Home {
  readonly #shell: Shell
  readonly #server: URL

  constructor(test: Teardown, cluster: Client) {
    this.#shell = new Shell(test, cluster)
    this.#server = new URL(cluster.url)
    cpSync(REQUESTS, this.#shell.home, { recursive: true })
  }

  #canonical(text: string): string {
    const { origin, host } = this.#server
    return VARIABLE.reduce(
      (shown, [pattern, by]) => shown.replaceAll(pattern, by),
      text
        .replaceAll(origin, '<server>')
        .replaceAll(host, '<host>')
        .replaceAll(this.#shell.home, '<home>'),
    )
  }

  async run({ command, files = {} }: Command): Promise<Printed> {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(this.#shell.home, name), text)
    }
    const { code, out, err } = await this.#shell.run(command, { goOn: true })
    return { code, out: this.#canonical(out), err: this.#canonical(err) }
  }
}
