import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ADMIN_NAME } from '../../src/server/own-certificates.ts'
import { renderKubeconfig } from '../../src/apiserver/client/kubeconfig.ts'
import { lacking } from '../fixtures/installed.ts'
import type { Client } from '../fixtures/server.ts'

export const missingPrograms = () => lacking('kubectl', 'openssl', 'bash')

export interface Printed {
  readonly code: number
  readonly out: string
  readonly err: string
}

export class Shell {
  /** working folder of scripts, with the kubeconfig `config`; removed when the test ends */
  readonly home = mkdtempSync(join(tmpdir(), 'csrlab-'))

  constructor(test: { teardown(end: () => unknown): unknown }, { server, url }: Client) {
    test.teardown(() => rmSync(this.home, { recursive: true }))
    const config = renderKubeconfig({
      server: url,
      caPem: server.authority.certificatePem,
      user: ADMIN_NAME,
      credentials: server.admin,
    })
    writeFileSync(join(this.home, 'config'), config)
  }

  /** Runs a bash script. Without `goOn`, it stops at the first failing command. */
  run(script: string, { goOn = false } = {}): Promise<Printed> {
    const { PATH } = process.env
    return new Promise((resolve) => {
      const child = execFile(
        'bash',
        goOn ? ['-c', script] : ['-euo', 'pipefail', '-c', script],
        {
          cwd: this.home,
          timeout: 240_000,
          env: {
            PATH,
            HOME: this.home,
            KUBECONFIG: join(this.home, 'config'),
            LANG: 'C.UTF-8',
            TZ: 'UTC',
          },
        },
        (error, out, err) => {
          const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
          resolve({ code, out, err })
        },
      )
      child.stdin?.end()
    })
  }
}
