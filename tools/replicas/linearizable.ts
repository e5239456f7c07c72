/**
 * Checks whether operations on one key are linearizable: the search of Wing and Gong with Lowe's
 * cache ("Testing for linearizability", 2017), as in Porcupine. Keys are independent.
 */
import type { Operation } from './history.ts'

/** A key's state; undefined if missing. `revision` is undefined if a write's response was lost. */
type State = { readonly value: string; readonly revision: number | undefined } | undefined

const WRONG = Symbol('it cannot have happened here')

const isAt = (state: NonNullable<State>, revision: number | undefined): boolean =>
  revision === undefined || state.revision === undefined || state.revision === revision

/**
 * Returns the state after an operation, or WRONG if the operation cannot have had its result here.
 * An operation with an unknown outcome is applied if possible: if it never happened, it can be
 * ordered last, where no other operation sees its effect.
 */
const step = (state: State, { op, result, value, revision, expected }: Operation) => {
  const written = { value: value ?? '', revision }
  const isUnknown = result === 'unknown'
  if (op === 'get') {
    if (result === 'missing') return state === undefined ? state : WRONG
    if (isUnknown) return state
    return state !== undefined && state.value === value && isAt(state, revision) ? written : WRONG
  }
  if (op === 'create') {
    if (state === undefined) return result === 'refused' ? WRONG : written
    return result === 'done' ? WRONG : state
  }
  if (state === undefined) return result === 'missing' || isUnknown ? state : WRONG
  if (result === 'missing') return WRONG
  const matches = isAt(state, expected)
  if (result === 'refused') {
    // an unknown revision may or may not equal the expected one
    const mayDiffer = expected !== undefined && state.revision !== expected
    return mayDiffer ? state : WRONG
  }
  if (!matches) return isUnknown ? state : WRONG
  return op === 'delete' ? undefined : written
}

/** The start or end of an operation, in a linked list from which it can be removed and restored. */
interface Moment {
  readonly operation: number
  /** for a start, its end; undefined for an end */
  readonly end: Moment | undefined
  before: Moment | undefined
  after: Moment | undefined
}

const timeline = (operations: readonly Operation[]): Moment => {
  const head: Moment = { operation: -1, end: undefined, before: undefined, after: undefined }
  const moments = operations.flatMap(({ start, end, result }, operation) => {
    const over = result === 'unknown' ? Infinity : (end ?? Infinity)
    const ending: Moment = { operation, end: undefined, before: undefined, after: undefined }
    const starting: Moment = { operation, end: ending, before: undefined, after: undefined }
    return [
      { at: start, order: 0, moment: starting },
      { at: over, order: 1, moment: ending },
    ]
  })
  moments.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1))
  let last = head
  for (const { moment } of moments) {
    last.after = moment
    moment.before = last
    last = moment
  }
  return head
}

const takeOut = ({ before, after }: Moment): void => {
  before!.after = after
  if (after !== undefined) after.before = before
}

const putBack = (moment: Moment): void => {
  moment.before!.after = moment
  if (moment.after !== undefined) moment.after.before = moment
}

/** A random number for each operation. The sum for a set of operations identifies the set. */
const numbers = (count: number): bigint[] => {
  let state = 0x9e3779b97f4a7c15n
  return Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n)
    return state ^ (state >> 29n)
  })
}

const nameOf = (state: State): string =>
  state === undefined ? '' : `${state.revision ?? '?'} ${state.value}`

/** Whether backtracking may skip the operation, because the operation changes no value. */
const isFree = ({ op, result }: Operation): boolean =>
  result !== 'unknown' && (op === 'get' || result !== 'done')

/**
 * Returns undefined if the operations are linearizable, otherwise the operation at which the
 * longest partial order failed.
 */
export const firstMisfit = (operations: readonly Operation[]): Operation | undefined => {
  const head = timeline(operations)
  const numberOf = numbers(operations.length)
  let done = 0n
  const known = new Set<string>()
  const stack: { moment: Moment; state: State }[] = []
  let state: State
  let most = -1
  let misfit: Operation | undefined
  let moment = head.after
  while (head.after !== undefined) {
    if (moment?.end !== undefined) {
      const operation = operations[moment.operation]!
      const next = step(state, operation)
      const sum = done + numberOf[moment.operation]!
      const place = next === WRONG ? '' : `${sum} ${nameOf(next)}`
      if (next === WRONG || known.has(place)) {
        moment = moment.after
        continue
      }
      known.add(place)
      stack.push({ moment, state })
      state = next
      done = sum
      takeOut(moment)
      takeOut(moment.end)
      moment = head.after
      continue
    }
    // an operation had to take effect by now, and could not
    if (moment !== undefined && stack.length > most) {
      most = stack.length
      misfit = operations[moment.operation]
    }
    let last: { moment: Moment; state: State } | undefined
    do {
      last = stack.pop()
      if (last === undefined) return misfit ?? operations[0]
      state = last.state
      done -= numberOf[last.moment.operation]!
      putBack(last.moment.end!)
      putBack(last.moment)
    } while (isFree(operations[last.moment.operation]!))
    moment = last.moment.after
  }
  return undefined
}
