import { base64Fault } from '../base64-fault.ts'
import { ENCODE_TEXT, encodeCommand, fileOf } from '../commands.ts'
import { onRefusedCsr, UNREADABLE } from '../about.ts'
import type { HintText } from '../hint.ts'
import { sentRequest } from '../sent-request.ts'

/** A line of base64 that is not indented, and so ends the YAML of the manifest. */
const LOOSE = /^[A-Za-z0-9+/=]{20,}$/m

const brokenYaml = (body: Buffer): HintText | undefined => {
  const sent = body.toString()
  if (!LOOSE.test(sent)) return undefined
  const [, name = ''] = /\bname["']?:[ \t]*["']?([\w.-]+)/.exec(sent) ?? []
  return {
    text: 'the base64 of spec.request is wrapped into lines, which breaks the YAML.',
    mend: ENCODE_TEXT,
    command: encodeCommand(`${fileOf(name)}.csr`),
  }
}

export const brokenBase64 = onRefusedCsr({
  codes: UNREADABLE,
  id: 'broken-base64',
  page: 'tutorial',
  says: ({ error, name, body }) => {
    if (error.message.includes('yaml: ')) return brokenYaml(body)
    if (!error.message.includes('illegal base64')) return undefined
    const sent = sentRequest(body)
    if (sent === undefined) return undefined
    const file = fileOf(name === '' ? sent.name : name)
    return {
      text: `${base64Fault(sent.request)}.`,
      mend: ENCODE_TEXT,
      command: encodeCommand(`${file}.csr`),
    }
  },
})
