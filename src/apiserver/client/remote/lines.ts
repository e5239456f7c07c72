const LINE_FEED = 0x0a

/** Splits bytes into lines; a last line without a line feed is dropped. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of chunks) {
    let from = 0
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, from)
      if (end < 0) break
      const line = chunk.subarray(from, end)
      yield (rest.length === 0 ? line : Buffer.concat([...rest, line])).toString()
      rest = []
      from = end + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
  }
}

export const textOf = async (chunks: AsyncIterable<Buffer>): Promise<string> => {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all).toString()
}
