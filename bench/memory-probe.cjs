/** Loaded into a server before its program: tells its parent what it holds once the garbage is gone. For node --expose-gc. */
const ROUNDS = 5
const BETWEEN_MS = 20

const tell = async () => {
  for (let i = 0; i < ROUNDS; i++) {
    await new Promise((done) => setTimeout(done, BETWEEN_MS))
    globalThis.gc()
  }
  process.send(process.memoryUsage())
}

process.on('message', (asked) => {
  if (asked === 'memory') void tell()
})
process.channel.unref()
