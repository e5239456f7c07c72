import type { Answer } from './answer.ts'

/** The default of `headers` forbids content sniffing. */
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

/** An error that kube-apiserver answers with plain text. */
export class TextError extends Error {
  readonly answer: Answer
  constructor(...answer: Parameters<typeof textAnswer>) {
    super(answer[1])
    this.name = new.target.name
    this.answer = textAnswer(...answer)
  }
}

/** A request that Go's server answers itself, before any filter. */
export class MalformedRequest extends TextError {
  constructor(code = 400, text = '400 Bad Request') {
    super(code, text, { connection: 'close' })
  }
}

/** The 404 of Go's mux. */
export const pageNotFound = (): Answer => textAnswer(404, '404 page not found\n')
