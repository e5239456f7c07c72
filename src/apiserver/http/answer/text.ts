import type { Answer } from './answer.ts'

/** Makes a text/plain answer; the default headers forbid content sniffing. */
export const textAnswer = (
  code: number,
  body: string,
  headers: Readonly<Record<string, string>> = { 'x-content-type-options': 'nosniff' },
): Answer => ({
  code,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(body),
  headers,
})

/** The 404 of Go's mux. */
export const pageNotFound = (): Answer => textAnswer(404, '404 page not found\n')
