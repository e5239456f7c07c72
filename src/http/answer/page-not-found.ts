import type { Answer } from '../call.ts'

/** The plain 404 of Go's mux, for paths that no group or endpoint owns. */
export const pageNotFound = (): Answer => ({
  code: 404,
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from('404 page not found\n'),
  headers: { 'x-content-type-options': 'nosniff' },
})
