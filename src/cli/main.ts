#!/usr/bin/env node
/** The executable: the only place that reads the process, prints and exits. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { type Shown, shownLines } from '../apimachinery/text/shown.ts'
import { cutTo } from '../apimachinery/text/width.ts'
import { fullScreen, onScreen, wantsColour } from './screen.ts'
import { systemEntropy, systemStopwatch } from '../server/system.ts'
import type { Absence } from '../teaching/doctor/doctor.ts'
import { runCommand } from './dispatch.ts'
import type { Keyboard } from './kit/grammar/command.ts'
import { BUG, exitCodeOf } from './exit-codes.ts'

/** How long a stop may take before the process ends anyway. */
const STOP_TIMEOUT_MS = 1500

const ask = async (question: Shown): Promise<string | undefined> => {
  if (!process.stdin.isTTY) return undefined
  const { createInterface } = await import('node:readline/promises')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await reader.question(question)).trim()
  } finally {
    reader.close()
  }
}

/**
 * The other screen of the terminal, so that the one of before comes back (xterm's control
 * sequences: 1049), and no cursor (25).
 */
const keyboard: Parameters<typeof runCommand>[1]['terminal']['keyboard'] = (press) => {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) return undefined
  const hear = (bytes: Buffer): void => press(bytes.toString())
  let drawn: Parameters<Keyboard['draw']> | undefined
  const redraw = (): void => {
    if (drawn === undefined) return
    const { columns, rows } = stdout
    const screen = { columns, rows, hasColour: wantsColour(process.env) }
    const [text, last, part] = drawn
    stdout.write(`\u001b[H\u001b[J${fullScreen(text, last, screen, part)}`)
  }
  stdin.setRawMode(true)
  stdin.on('data', hear)
  stdout.on('resize', redraw)
  stdout.write('\u001b[?1049h\u001b[?25l')
  return {
    draw: (...shown) => {
      drawn = shown
      redraw()
    },
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    end: () => {
      stdout.write('\u001b[?25h\u001b[?1049l')
      stdout.off('resize', redraw)
      stdin.off('data', hear)
      stdin.setRawMode(false)
      stdin.pause()
    },
  }
}

const version = (): string => {
  const built = new URL('../package.json', import.meta.url)
  const file = existsSync(built) ? built : new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** All that is printed comes by here, and a text that may hold anything is none that it takes. */
const write = (stream: NodeJS.WriteStream, text: Shown): void => void stream.write(text)

/** For a person, where one is looking on. */
const print = (stream: NodeJS.WriteStream, text: Shown): void => {
  if (!stream.isTTY) return write(stream, text)
  const screen = { columns: stream.columns || 80, hasColour: wantsColour(process.env) }
  stream.write(onScreen(text, screen))
}

const progress = (text: Shown | undefined): void => {
  const { stderr } = process
  // back to the beginning of the line, and what is in it taken away (ECMA-48: EL)
  if (stderr.isTTY)
    stderr.write(`\r\u001b[K${text === undefined ? '' : cutTo(text, (stderr.columns || 80) - 1)}`)
}

/** Prints expected errors as a sentence, bugs with their stack. */
const explain = (error: unknown): never => {
  const code = exitCodeOf(error)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const lines =
    code === undefined ? (stack ?? message).split('\n') : [message.replace(/[^.?!]$/, '$&.')]
  print(process.stderr, shownLines([`csrlab: ${lines[0]}`, ...lines.slice(1), '']))
  process.exit(code ?? BUG)
}

/**
 * The first signal closes everything in order; a second one, or too long a wait, ends the process
 * at once.
 */
const onStop: Parameters<typeof runCommand>[1]['process']['onStop'] = (
  close,
  leavingMs = () => 0,
) => {
  let stopping = false
  const stop = (): void => {
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS + leavingMs())
    close().then(() => process.exit(0), explain)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

const onReaderGone = (task: () => void): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    error.code === 'EPIPE' ? task() : explain(error),
  )
}

const fail = (error: Error, last: Promise<void> = Promise.resolve()): void => {
  setTimeout(() => explain(error), STOP_TIMEOUT_MS)
  void last.catch(() => undefined).then(() => explain(error))
}

/** A file that is not there, or is a folder, or may not be read, holds nothing. */
const readOrNothing = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Why {@link readOrNothing} found nothing. */
const absenceOf = (path: string): Absence => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'missing'
  return found.isDirectory() ? 'folder' : 'unreadable'
}

const main = async (): Promise<void> => {
  const result = await runCommand(process.argv.slice(2), {
    environment: process.env,
    version: version(),
    stopwatch: systemStopwatch,
    readFile: readOrNothing,
    absenceOf,
    now: Date.now(),
    entropy: systemEntropy,
    terminal: {
      print: (told) => print(process.stdout, told),
      write: (told) => write(process.stdout, told),
      warn: (told) => print(process.stderr, told),
      progress,
      ask,
      keyboard,
    },
    process: {
      self: [process.execPath, ...process.execArgv, process.argv[1]!],
      onStop,
      onReaderGone,
      fail,
      onFault: (translate) => process.on('uncaughtException', (error) => explain(translate(error))),
    },
  })
  if (result === undefined) return
  const tell = result.isData === true ? write : print
  tell(process.stdout, result.text)
  process.exitCode = result.code
  // what is still open must not hold it for long
  setTimeout(() => process.exit(), STOP_TIMEOUT_MS).unref()
}

main().catch(explain)
