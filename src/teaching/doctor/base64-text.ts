/** Files of base64 text: right for a manifest, wrong as a certificate file. */
import { encodeCommand } from '../hints/commands.ts'
import { materialOf } from '../hints/material.ts'
import { shellWord } from '../hints/shell.ts'
import { kindByName, stemOf } from './file-kinds.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'

/** Adds the decoded content, and problems of the encoding. */
export const addBase64 = (findings: Findings, source: string, bytes: Buffer): void => {
  const text = bytes.toString('latin1').trim()
  const inner = Buffer.from(text, 'base64')
  const twice = materialOf(inner).kind === 'base64'
  const pem = twice ? Buffer.from(inner.toString('latin1'), 'base64') : inner
  const place = `${source} (decoded)`
  if (!addPem(findings, place, pem))
    findings.pieces.push({ source, kind: 'other', summary: 'base64 text' })
  const file = shellWord(source)
  const problem = (said: string, command: string): void =>
    findings.problem({ source, text: said, command })
  if (twice) {
    problem('the text is base64-encoded twice.', `base64 -d < ${file} | base64 -d > decoded.pem`)
  } else if (kindByName(source) !== undefined || source.endsWith('.pem')) {
    problem(
      'this is base64 text, but programs expect the PEM inside.',
      `base64 -d < ${file} > decoded.pem && mv decoded.pem ${file}`,
    )
  } else if (/\n/.test(text)) {
    problem('the base64 has line breaks, but a manifest needs one line.', `tr -d '\\n' < ${file}`)
  } else if (materialOf(inner).kind === 'key') {
    problem(
      'this is a private key in base64. Never send a key; encode the request.',
      encodeCommand(`${stemOf(source)}.csr`),
    )
  }
}
