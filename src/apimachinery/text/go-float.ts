/** Shortest form of Go's `strconv.FormatFloat`, format `g`, which `%v` and `%#v` use. */

const NOT_A_NUMBER = 'NaN'

/** Go uses exponents from 1e6, and below 1e-4. */
const shortest = (exponential: string): string => {
  const [mantissa, exponent] = exponential.split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return String(Number(exponential))
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

const special = (value: number): string | undefined => {
  if (Number.isNaN(value)) return NOT_A_NUMBER
  if (Object.is(value, -0)) return '-0'
  if (Number.isFinite(value)) return undefined
  return value > 0 ? '+Inf' : '-Inf'
}

export const goFloat = (value: number): string => special(value) ?? shortest(value.toExponential())

const YAML_WORDS: Readonly<Record<string, string>> = {
  [NOT_A_NUMBER]: '.nan',
  '+Inf': '.inf',
  '-Inf': '-.inf',
}

export const inYaml = (text: string): string => YAML_WORDS[text] ?? text
