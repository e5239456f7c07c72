/** Returns free heap memory to the system, which V8 does late in an idle process. */
export const releaseMemory = async (): Promise<void> => {
  const { Session } = await import('node:inspector/promises')
  const session = new Session()
  session.connect()
  await session.post('HeapProfiler.collectGarbage')
  session.disconnect()
}
