#!/usr/bin/env node
/** The executable, the only module in `cli` that prints and exits. */
import { readFileSync, statSync } from 'node:fs'
import { PACKAGE_ROOT } from '../apimachinery/package-root.ts'
import { type Shown, shown, shownLines } from '../apimachinery/text/shown.ts'
import { cutTo } from '../apimachinery/text/width.ts'
import { readIfReadable } from '../server/files.ts'
import { systemEntropy } from '../server/system.ts'
import type { AbsentFile } from '../teaching/doctor/doctor.ts'
import { LabProblem } from '../teaching/labs/lab-problem.ts'
import { runCommand } from './dispatch.ts'
import { exitCodeOf } from './exit-codes.ts'
import type { CommandContext, Keyboard } from './kit/index.ts'
import { keyQueue } from './kit/key-queue.ts'
import { fullScreen, onScreen, wantsColour } from './screen.ts'

const STOP_TIMEOUT_MS = 1500

const ask = async (question: string): Promise<string | undefined> => {
  if (!process.stdin.isTTY) return undefined
  const { createInterface } = await import('node:readline/promises')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await reader.question(shown(question))).trim()
  } finally {
    reader.close()
  }
}

/** Switches to xterm's alternate screen (mode 1049) and hides the cursor (mode 25). */
const keyboard: CommandContext['terminal']['keyboard'] = () => {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) return undefined
  const { press, next } = keyQueue()
  const hear = (bytes: Buffer): void => press(bytes.toString())
  let drawn: Parameters<Keyboard['draw']> | undefined
  const redraw = (): void => {
    if (drawn === undefined) return
    const { columns, rows } = stdout
    const screen = { columns, rows, hasColour: wantsColour(process.env) }
    const [lines, last, page] = drawn
    stdout.write(`\u001b[H\u001b[J${fullScreen(shownLines(lines), shown(last), screen, page)}`)
  }
  stdin.setRawMode(true)
  stdin.on('data', hear)
  stdout.on('resize', redraw)
  stdout.write('\u001b[?1049h\u001b[?25l')
  return {
    next,
    draw: (...args) => {
      drawn = args
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
  const file = new URL('package.json', PACKAGE_ROOT)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** `Shown` text has no control characters except line breaks. */
const write = (stream: NodeJS.WriteStream, text: Shown): void => void stream.write(text)

const print = (stream: NodeJS.WriteStream, text: Shown): void => {
  if (!stream.isTTY) return write(stream, text)
  const screen = { columns: stream.columns || 80, hasColour: wantsColour(process.env) }
  stream.write(onScreen(text, screen))
}

const progress = (text: string | undefined): void => {
  const { stderr } = process
  // clears the line (ECMA-48: EL)
  if (stderr.isTTY)
    stderr.write(
      `\r\u001b[K${text === undefined ? '' : cutTo(shown(text), (stderr.columns || 80) - 1)}`,
    )
}

/** Prints expected errors as sentences, and bugs with their stack; then exits. */
const explain = (error: unknown): never => {
  const code = exitCodeOf(error)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const isInLines = code === undefined || error instanceof LabProblem
  const text = code === undefined ? (stack ?? message) : message.replace(/[^.?!]$/, '$&.')
  const lines = isInLines ? text.split('\n') : [text]
  print(process.stderr, shownLines([`csrlab: ${lines[0]}`, ...lines.slice(1), '']))
  process.exit(code ?? 1)
}

const onStop: CommandContext['process']['onStop'] = (close, leavingMs = () => 0) => {
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

const fail = (error: Error, last: Promise<void>): void => {
  setTimeout(() => explain(error), STOP_TIMEOUT_MS)
  void last.catch(() => undefined).then(() => explain(error))
}

/** Tells why {@link readIfReadable} returned undefined. */
const absenceOf = (path: string): AbsentFile => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'missing'
  return found.isDirectory() ? 'folder' : 'unreadable'
}

const main = async (): Promise<void> => {
  const result = await runCommand(process.argv.slice(2), {
    environment: process.env,
    version: version(),
    readFile: readIfReadable,
    absenceOf,
    now: Date.now(),
    entropy: systemEntropy,
    terminal: {
      print: (lines) => print(process.stdout, shownLines([...lines, ''])),
      write: (text) => write(process.stdout, text),
      warn: (lines) => print(process.stderr, shownLines([...lines, ''])),
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
  // open handles must not keep the process alive
  setTimeout(() => process.exit(), STOP_TIMEOUT_MS).unref()
}

main().catch(explain)
