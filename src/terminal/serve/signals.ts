/** Signals that somebody sends to us and that are meant for the command that we run. */
import { readFileSync } from 'node:fs'
import process from 'node:process'

const PASSED_ON = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'] as const
/** Ctrl-C and Ctrl-\ */
const OF_KEYS: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT'])

/** Whether a terminal sends the signals of its keys to our process group, which the command is in too. */
const isInForeground = (): boolean => {
  try {
    // behind the name in brackets: state, parent, group, session, terminal, the terminal's foreground group (proc_pid_stat(5))
    const [, , group, , , foreground] = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return group === foreground
  } catch {
    return process.stdin.isTTY
  }
}

/** Calls `pass` for each signal that the command has not got already; from now on none of them ends this process. */
export const onSignals = (pass: (signal: NodeJS.Signals) => void): void => {
  for (const signal of PASSED_ON)
    process.on(signal, () => {
      if (!OF_KEYS.has(signal) || !isInForeground()) pass(signal)
    })
}
