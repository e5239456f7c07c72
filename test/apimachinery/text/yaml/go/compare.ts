import { spawnSync } from 'node:child_process'
import { JsonSyntaxError } from '../../../../../src/apimachinery/text/json.ts'
import { exactJson } from '../../../../../src/apimachinery/text/json-exact.ts'
import { parseYaml, YamlError } from '../../../../../src/apimachinery/text/yaml/read.ts'

interface GoAnswer {
  readonly any: readonly string[]
  readonly strict?: string
}

/** Debian's folder for the sources of Go packages. */
const GOPATH = '/usr/share/gocode'

const go = (args: readonly string[], input: string) =>
  spawnSync('go', args, {
    cwd: new URL('.', import.meta.url),
    input,
    maxBuffer: 512 * 1024 * 1024,
    encoding: 'utf8',
    env: { ...process.env, GOPATH, GO111MODULE: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '' },
  })

export const whyNot = (): string | undefined => {
  const { status } = go(['list', 'sigs.k8s.io/yaml'], '')
  return status === 0
    ? undefined
    : 'NOT TESTED: go or its package sigs.k8s.io/yaml (Debian: golang-k8s-client-go-dev) is missing'
}

const answersOf = (documents: readonly Buffer[]): GoAnswer[] => {
  const input = documents.map((document) => `${document.toString('base64')}\n`).join('')
  const { status, stdout, stderr } = go(['run', 'main.go'], input)
  if (status !== 0) throw new Error(`go run: ${stderr}`)
  return stdout
    .trimEnd()
    .split('\n')
    .map((text): GoAnswer => JSON.parse(text))
}

const ourAnswer = (document: Buffer): { readonly text: string; readonly strict: string } => {
  try {
    const { value, strictError = '' } = parseYaml(document)
    return { text: exactJson(value), strict: strictError }
  } catch (error) {
    if (error instanceof YamlError) return { text: `error: ${error.message}`, strict: '' }
    if (error instanceof JsonSyntaxError) return { text: 'too deep', strict: '' }
    throw error
  }
}

/** Normalizes escapes of U+FFFD, errors about invalid characters, and the form of numeric keys. */
const comparable = (text: string) =>
  text.startsWith('error: ')
    ? text
        .replace(/\b\d(\.\d+)?e\+\d\d/g, (number) => String(Number(number)))
        .replace(BAD_UTF8, 'invalid UTF-8 octet')
        .replaceAll(/"(-?)\.inf":/g, '$1Inf:')
        .replaceAll(/"(\d+)":/g, '$1:')
    : text
        .replaceAll('\\ufffd', '\ufffd')
        .replaceAll(/"(-?)(?:\.inf|(\d[^"]*))":/g, (key, sign, digits = Infinity) =>
          Number.isNaN(Number(digits)) ? key : `"${sign}${Math.fround(Number(digits))}":`,
        )

const BAD_UTF8 = /in(?:valid|complete) (?:.*UTF-8.*|Unicode character)$/

/**
 * Our errors for input that go-yaml accepts (directives, rare tags) or rejects later (keys and
 * numbers that JSON lacks).
 */
const STRICTER = /incompatible YAML document|undefined tag handle|unsupported (?:value|map key)/

/** undefined: no difference */
export const differences = (documents: readonly Buffer[]): (string | undefined)[] =>
  answersOf(documents).map(({ any, strict = '' }, at) => {
    const ours = ourAnswer(documents[at]!)
    if (STRICTER.test(ours.text)) return undefined
    if (!any.map(comparable).includes(comparable(ours.text)))
      return `${documents[at]!.toString()}\nGo: ${any.join(' or ')}\nours: ${ours.text}`
    // strict errors are not compared if Go's result varied or was an error
    return any.length > 1 || any[0]!.startsWith('error') || strict === ours.strict
      ? undefined
      : `${documents[at]!.toString()}\nGo, strict: ${strict}\nours, strict: ${ours.strict}`
  })
