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

/** What is counted in the series of one metric; they are told in the order in which they were made. */
abstract class AllSeries<S> {
  protected readonly described: Described
  #series: S[] | undefined
  #byKey: Map<string, S> | undefined

  constructor(described: Described) {
    this.described = described
  }

  get name(): string {
    return this.described.name
  }

  protected get series(): readonly S[] {
    return this.#series ?? []
  }

  protected abstract made(labels: Labels): S

  /** A new series, in which nothing was counted, of labels that no other has. */
  add(labels: Labels): S {
    const series = this.made(labels)
    // an array that is pushed into while it is empty has room for 17
    if (this.#series === undefined) this.#series = [series]
    else this.#series.push(series)
    return series
  }

  /** The series of these labels, which are always named in the same order. */
  of(labels: Labels): S {
    const byKey = (this.#byKey ??= new Map())
    const key = keyOf(labels)
    let series = byKey.get(key)
    if (series === undefined) byKey.set(key, (series = this.add(labels)))
    return series
  }
}

/** A counter or a gauge. */
export class Counts extends AllSeries<Count> implements Counted {
  readonly #kind: typeof Counter | typeof Gauge

  constructor(kind: typeof Counter | typeof Gauge, described: Described) {
    super(described)
    this.#kind = kind
  }

  protected made(labels: Labels): Count {
    return new Count(labels)
  }

  metric(): Counter | Gauge {
    const { initial = [] } = this.described
    const metric = new this.#kind(unregistered(this.described))
    for (const labels of initial) metric.inc({ ...labels }, 0)
    for (const { labels, value } of this.series) metric.inc({ ...labels }, value)
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
export class Distributions extends AllSeries<Distribution> implements Counted {
  readonly #bounds: readonly number[]

  /** `bounds`: of its buckets, ascending */
  constructor(described: Described, bounds: readonly number[]) {
    super(described)
    this.#bounds = bounds
  }

  protected made(labels: Labels): Distribution {
    return new Distribution(labels, this.#bounds)
  }

  metric(): Histogram {
    const histogram = new Histogram({
      ...unregistered(this.described),
      buckets: [...this.#bounds],
    })
    const shown = seriesOf(
      histogram,
      this.series.map(({ labels }) => ({ ...labels })),
    )
    for (const [i, distribution] of this.series.entries()) distribution.show(shown[i]!)
    return histogram
  }
}
