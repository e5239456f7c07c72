/**
 * What a server counts, kept as numbers. The objects of prom-client are made when somebody asks for the text: one metric of it weighs 0.6
 * KB and a series of a histogram 1.5, whether or not anybody ever looks, and it looks a series up by all of its labels whenever it is
 * counted in, a tenth of what a GET costs.
 */
import { Counter, Gauge, Histogram } from 'prom-client'

export type Labels = Readonly<Record<string, string>>

/** What is told about a metric. */
export interface Described {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
  /** of a counter or a gauge, series that are there before anything is counted in them */
  readonly initial?: readonly Labels[]
}

/** As one is made that is written once and thrown away. */
const unregistered = ({ name, help, labelNames }: Described) => ({
  name,
  help,
  labelNames: [...labelNames],
  registers: [],
})

/** A metric that is counted in. */
export interface Counted {
  readonly name: string
  /** prom-client's, as it stands now */
  metric(): Counter | Gauge | Histogram
}

/** A series of a counter or a gauge. */
export class Count {
  value = 0
  readonly labels: Labels

  constructor(labels: Labels) {
    this.labels = labels
  }
}

const keyOf = (labels: Labels): string => Object.values(labels).join('\u0000')

/** A counter or a gauge; its series are told in the order in which they were made. */
export class Counts implements Counted {
  readonly #described: Described
  readonly #kind: typeof Counter | typeof Gauge
  #series: Count[] | undefined
  #byKey: Map<string, Count> | undefined

  constructor(kind: typeof Counter | typeof Gauge, described: Described) {
    this.#kind = kind
    this.#described = described
  }

  get name(): string {
    return this.#described.name
  }

  /** A new series, at 0, of labels that no other has. */
  add(labels: Labels): Count {
    const count = new Count(labels)
    // an array that is pushed into while it is empty has room for 17
    if (this.#series === undefined) this.#series = [count]
    else this.#series.push(count)
    return count
  }

  /** The series of these labels, which are always named in the same order. */
  of(labels: Labels): Count {
    const byKey = (this.#byKey ??= new Map())
    const key = keyOf(labels)
    let count = byKey.get(key)
    if (count === undefined) byKey.set(key, (count = this.add(labels)))
    return count
  }

  metric(): Counter | Gauge {
    const { initial = [] } = this.#described
    const metric = new this.#kind(unregistered(this.#described))
    for (const labels of initial) metric.inc({ ...labels }, 0)
    for (const { labels, value } of this.#series ?? []) metric.inc({ ...labels }, value)
    return metric
  }
}

/** A series of a histogram. */
export class Distribution {
  readonly labels: Labels
  readonly #bounds: readonly number[]
  /** how many values were in each bucket and in none before it */
  readonly #counts: number[]
  #sum = 0
  #count = 0

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels
    this.#bounds = bounds
    this.#counts = bounds.map(() => 0)
  }

  observe(value: number): void {
    this.#sum += value
    this.#count += 1
    const place = this.#bounds.findIndex((bound) => value <= bound)
    if (place >= 0) this.#counts[place]! += 1
  }

  /** Puts it into a series of the same bounds. */
  show(shown: Shown): void {
    shown.sum = this.#sum
    shown.count = this.#count
    for (const [i, bound] of this.#bounds.entries()) shown.bucketValues[bound] = this.#counts[i]!
  }
}

/** A series of a histogram as prom-client 15 keeps it. */
interface Shown {
  readonly labels: Labels
  readonly bucketValues: Record<number, number>
  sum: number
  count: number
}

/** Makes series of these labels in a histogram that has none, and gives them in the same order. */
const seriesOf = (histogram: Histogram, labels: readonly Labels[]): readonly Shown[] => {
  for (const each of labels) histogram.zero(each)
  const { hashMap } = histogram as unknown as { hashMap: Readonly<Record<string, Shown>> }
  const series = Object.values(hashMap)
  if (series.length !== labels.length || series.some((shown, i) => shown.labels !== labels[i]))
    throw new Error('prom-client keeps its series in another way')
  return series
}

/** A histogram. */
export class Distributions implements Counted {
  readonly #described: Described
  readonly #bounds: readonly number[]
  #series: Distribution[] | undefined
  #byKey: Map<string, Distribution> | undefined

  /** `bounds`: of its buckets, ascending */
  constructor(described: Described, bounds: readonly number[]) {
    this.#described = described
    this.#bounds = bounds
  }

  get name(): string {
    return this.#described.name
  }

  /** A new series of labels that no other has. */
  add(labels: Labels): Distribution {
    const distribution = new Distribution(labels, this.#bounds)
    if (this.#series === undefined) this.#series = [distribution]
    else this.#series.push(distribution)
    return distribution
  }

  /** The series of these labels, which are always named in the same order. */
  of(labels: Labels): Distribution {
    const byKey = (this.#byKey ??= new Map())
    const key = keyOf(labels)
    let distribution = byKey.get(key)
    if (distribution === undefined) byKey.set(key, (distribution = this.add(labels)))
    return distribution
  }

  metric(): Histogram {
    const histogram = new Histogram({
      ...unregistered(this.#described),
      buckets: [...this.#bounds],
    })
    const series = this.#series ?? []
    const shown = seriesOf(
      histogram,
      series.map(({ labels }) => ({ ...labels })),
    )
    for (const [i, distribution] of series.entries()) distribution.show(shown[i]!)
    return histogram
  }
}
