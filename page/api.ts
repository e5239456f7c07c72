/** Same-origin requests with the session's cookie and secret. */
import { warningTexts } from '../src/apimachinery/text/warning-texts.ts'

export class Refused extends Error {
  readonly code: number
  /** texts of the `Warning` headers */
  readonly warnings: readonly string[]
  constructor(code: number, message: string, warnings: readonly string[]) {
    super(message)
    this.code = code
    this.warnings = warnings
  }
}

/** localStorage key of the secret, which all tabs of this port share */
const SECRET = 'csrlab-page'

export const keepSecret = (secret: string): void => localStorage.setItem(SECRET, secret)

export const open = (
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> =>
  fetch(path, {
    method,
    headers: {
      // the server requires this header, but ignores its value in a request that redeems a link
      'csrlab-page': localStorage.getItem(SECRET) ?? 'none',
      'accept-language': document.documentElement.lang,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })

export const refusal = async (response: Response): Promise<Refused> => {
  const text = await response.text().catch(() => '')
  let message = text.trim() || `${response.status}`
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? message
  } catch {
    // some errors are plain text
  }
  return new Refused(response.status, message, warningTexts(response.headers.get('warning') ?? ''))
}

/** Rejects with Refused for an error response, or with fetch's error if no response arrives. */
export const ask = async <T>(
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<T> => {
  const response = await open(method, path, body, signal)
  if (!response.ok) throw await refusal(response)
  return (await response.json()) as T
}

export const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
