/**
 * Collects garbage, and returns free memory of the heap to the system; V8 does this late in an idle
 * process.
 */
export const releaseMemory = async (): Promise<void> => {
  const { Session } = await import('node:inspector/promises')
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.collectGarbage')
  session.disconnect()
}
