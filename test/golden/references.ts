/** References in recorded requests: values of earlier responses, files, long texts. */
import { readFileSync } from 'node:fs'
import { type Json, valueAt } from './recording.ts'

type Answers = Readonly<Record<string, Json>>

const FILES = new URL('./', import.meta.url)

/** Reads a file of the recordings; version folders refer to shared files as `../csrs/jane.csr`. */
export const fileOf = (name: string): Buffer =>
  readFileSync(new URL(name.replace(/^(?:\.\.\/)+/, ''), FILES))

/** Returns the value of an earlier response for `{{STEP.path}}`. */
export const earlier = (reference: string, answers: Answers): Json => {
  const [step = '', ...path] = reference.split('.')
  return valueAt(answers[step], path.join('.'))
}

export const fill = (value: Json, answers: Answers): Json => {
  if (Array.isArray(value)) return value.map((item) => fill(item, answers))
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, fill(v, answers)]))
  }
  if (typeof value !== 'string') return value
  // a string that is only a reference becomes the value itself, of any type
  const whole = /^\{\{([^}:]+)\}\}$/.exec(value)?.[1]
  if (whole !== undefined) return earlier(whole, answers)
  return value.replaceAll(/\{\{([^}]+)\}\}/g, (_, reference: string) => {
    const [what, ...rest] = reference.split(':')
    if (what === 'b64') return fileOf(rest.join(':')).toString('base64')
    if (what === 'repeat') return rest[0]!.repeat(Number(rest[1]))
    return String(earlier(reference, answers))
  })
}
