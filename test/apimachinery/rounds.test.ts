import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { Rounds } from '../../src/apimachinery/rounds.ts'

/** `log` gets the user's name for each turn. */
const ask = (rounds: Rounds, log: string[], name: string, pieces: number) => {
  for (let i = 0; i < pieces; i++) {
    const turn = rounds.next(name)
    if (turn === undefined) log.push(name)
    else void turn.then(() => log.push(name))
  }
}

t.test('a round does a limited amount of work; the rest waits for the next round', async (t) => {
  const rounds = new Rounds(3)
  const log: string[] = []
  ask(rounds, log, 'a', 8)
  const seen = [log.length]
  for (let round = 0; round < 3; round++) {
    await setImmediate()
    seen.push(log.length)
  }
  t.strictSame(seen, [3, 6, 8, 8])
  t.equal(rounds.next('a'), undefined, 'nothing is waiting any more')
})

t.test('a user with little work does not wait for a user with much', async (t) => {
  const rounds = new Rounds(4)
  const log: string[] = []
  ask(rounds, log, 'jane', 1000)
  ask(rounds, log, 'bob', 2)
  ask(rounds, log, 'eve', 1)
  await setImmediate()
  t.strictSame(log, ['jane', 'jane', 'jane', 'jane', 'jane', 'bob', 'eve', 'jane'])
  await setImmediate()
  t.strictSame(log.slice(8), ['bob', 'jane', 'jane', 'jane'])
  ask(rounds, log, 'bob', 1)
  await setImmediate()
  t.ok(log.slice(12).includes('bob'), 'in the next round')
})

t.test('deferred work counts in the round that does it, so newer work waits', async (t) => {
  const rounds = new Rounds(1)
  const log: string[] = []
  ask(rounds, log, 'a', 2)
  await setImmediate()
  ask(rounds, log, 'a', 2)
  t.strictSame(log, ['a', 'a'])
  await setImmediate()
  await setImmediate()
  t.equal(log.length, 4)
})

t.test('expensive work ends the round', async (t) => {
  const rounds = new Rounds(4)
  const log: string[] = []
  const heavy = async (name: string) => {
    await rounds.next(name)
    // after several promises, the spending still counts for this turn
    await Promise.resolve()
    await Promise.resolve()
    rounds.spend(10)
    log.push(name)
  }
  ask(rounds, [], 'a', 4)
  void heavy('a')
  void heavy('b')
  void heavy('c')
  const seen: number[] = []
  for (let round = 0; round < 3; round++) {
    await setImmediate()
    seen.push(log.length)
  }
  t.strictSame(seen, [1, 2, 3])
})
