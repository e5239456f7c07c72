/** Counts the assertions of TAP output, and finds its failures. */

export interface Results {
  passed: number
  failed: number
  /** reasons of skipped tests, with their counts */
  readonly skipped: Map<string, number>
}

/** Counts assertions in `results`. Lines with a duration sum up subtests, and are left out. */
export const count = (tap: string, results: Results): void => {
  for (const line of tap.split('\n')) {
    const [, isNot, text] = /^\s*(not )?ok \d+(.*)$/.exec(line) ?? []
    const [, reason] = / # SKIP (?:NOT TESTED: )?(.*)$/.exec(text ?? '') ?? []
    if (reason !== undefined) results.skipped.set(reason, (results.skipped.get(reason) ?? 0) + 1)
    else if (text === undefined || text.includes(' # time=')) continue
    else if (isNot) results.failed++
    else results.passed++
  }
}

/** Returns the failed tests of TAP output with their diagnostics. */
export const failuresOf = (tap: string): string => {
  const kept: string[] = []
  let isDiagnosis = false
  let isFailure = false
  for (const line of tap.split('\n')) {
    if (/^\s*(not )?ok \d+/.test(line)) isFailure = /^\s*not/.test(line)
    if (isFailure && line.trim() === '---') isDiagnosis = true
    if (isDiagnosis || /^\s*not ok \d+|^\s*Bail out!/.test(line)) kept.push(line)
    if (line.trim() === '...') isDiagnosis = false
  }
  return kept.join('\n')
}

const number = (count: number) => count.toLocaleString('en-US')
const counted = (count: number, noun: string) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

/** Returns the totals as tap prints them. */
export const totalsOf = ({ passed, failed, skipped }: Results): string => {
  const skip = Array.from(skipped.values()).reduce((sum, n) => sum + n, 0)
  return `# { total: ${passed + failed + skip}, pass: ${passed}, fail: ${failed}, skip: ${skip} }`
}

/** Sums up the results in one sentence. */
export const sentenceOf = (files: number, { passed, failed, skipped }: Results): string => {
  const skips = Array.from(skipped, ([reason, n]) => `${reason.replaceAll(';', ',')} (${n})`)
  const all = counted(passed + failed, 'assertion')
  const told = failed > 0 ? `${number(failed)} of ${all} failed` : `${all} passed`
  const rest = skips.length === 0 ? '' : `; skipped: ${skips.join('; ')}`
  return `${counted(files, 'test file')}: ${told}${rest}.`
}
