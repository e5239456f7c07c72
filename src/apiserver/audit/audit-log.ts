/** Writes audit events as lines, without blocking requests. */
import { close, closeSync, fstatSync, openSync, readSync, statSync, write } from 'node:fs'
import { getuid } from 'node:process'
import { promisify } from 'node:util'
import { escapeJson } from '../../apimachinery/text/shown.ts'

class AuditLogError extends Error {
  override readonly name = 'AuditLogError'
}

/** Writes bytes in order; rejects if some are lost. */
export interface AuditTarget {
  write(bytes: Buffer): Promise<void>
  close(): Promise<void>
}

/** UTF-16 units that may wait for a slow disk; further events are lost. */
const BACKLOG = 64 * 1024 * 1024

/** Returns whether the last line is incomplete, as after a full disk or a crash. */
const lacksLastNewline = (path: string): boolean => {
  const size = statSync(path).size
  // pipes and terminals have no size
  if (size === 0) return false
  const reading = openSync(path, 'r')
  try {
    const last = Buffer.alloc(1)
    return readSync(reading, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a
  } finally {
    closeSync(reading)
  }
}

/** Whether a regular file belongs to neither this user nor root. */
const isForeign = (file: number): boolean => {
  const found = fstatSync(file)
  return found.isFile() && found.uid !== 0 && getuid !== undefined && found.uid !== getuid()
}

/**
 * Creates a missing file with mode 0600. Throws AuditLogError, also if the file belongs to neither
 * this user nor root.
 */
export const fileTarget = (path: string): AuditTarget => {
  let file: number
  /** the last line is incomplete */
  let isCut: boolean
  try {
    file = openSync(path, 'a', 0o600)
    if (isForeign(file)) {
      closeSync(file)
      throw Object.assign(new Error(), { code: 'it belongs to another user, who may read it' })
    }
    isCut = lacksLastNewline(path)
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new AuditLogError(
      `--audit-log ${path} cannot be written (${code}); create its folder, make the file writable, or name another one.`,
    )
  }
  const writeSome = promisify(write)
  return {
    async write(bytes) {
      let rest = isCut ? Buffer.concat([Buffer.from('\n'), bytes]) : bytes
      while (rest.length > 0) {
        const { bytesWritten } = await writeSome(file, rest, 0, rest.length, null)
        rest = rest.subarray(bytesWritten)
        isCut = rest.length > 0
      }
    },
    close: () => promisify(close)(file),
  }
}

/** Standard output, which stays open and may be a terminal. */
export const streamTarget = (stream: NodeJS.WritableStream): AuditTarget => ({
  write: (bytes) =>
    new Promise((resolve, reject) => {
      stream.write(escapeJson(bytes.toString()), (error) => (error ? reject(error) : resolve()))
    }),
  close: async () => undefined,
})

/** `report` is called when events start to be lost, and when writing works again. */
export const auditLog = (target: AuditTarget, report: (problem: string) => void) => {
  let waiting: string[] = []
  let bytes = 0
  let writing: Promise<void> | undefined
  let isFailing = false

  const lost = (why: string): void => {
    if (!isFailing) report(`audit events are lost: ${why}`)
    isFailing = true
  }

  const drain = async (): Promise<void> => {
    // joins the lines of one round of the event loop
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (waiting.length > 0) {
      const lines = waiting.join('')
      waiting = []
      bytes = 0
      try {
        await target.write(Buffer.from(lines))
        if (isFailing) report('audit events are being written again')
        isFailing = false
      } catch (error) {
        lost(error instanceof Error ? error.message : String(error))
      }
    }
    writing = undefined
  }

  return {
    write: (line: string): void => {
      if (bytes > BACKLOG) return lost('they arrive faster than they can be written')
      waiting.push(line)
      bytes += line.length
      writing ??= drain()
    },

    close: async (): Promise<void> => {
      await writing
      await target.close()
    },
  }
}
