import { base64Fault } from '../base64-fault.ts'
import { ENCODE_TEXT, encodeCommand, fileOf } from '../commands.ts'
import { onRefusedCsr, UNREADABLE } from '../about.ts'
import { sentRequest } from '../sent-request.ts'

export const brokenBase64 = onRefusedCsr({
  codes: UNREADABLE,
  id: 'broken-base64',
  page: 'tutorial',
  says: ({ error, name, body }) => {
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
