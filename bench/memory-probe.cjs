/**
 * Preloaded into a server with --expose-gc: on request, sends its memory after a garbage collection
 * to the parent process.
 */
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
