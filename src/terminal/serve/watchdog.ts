/** What is left to do when our own process is killed and can do nothing any more. */
import { spawn } from 'node:child_process'

/**
 * Hears of the command's process, and waits for the word that all is done, or for the end of the pipe without it: then our process is
 * gone. The command has no cluster any more, so it is told to end, and made to.
 */
const SCRIPT = `trap '' HUP INT QUIT TERM
while read -r word; do [ "$word" != done ] || exit 0; pid=$word; done
rm -rf -- "$1"
[ -z "$pid" ] || { kill "$pid" && sleep 2 && kill -9 "$pid"; }`

export interface Watchdog {
  /** The process is to be ended as well. */
  over(pid: number): void
  /** Calls it off. */
  release(): void
}

/**
 * Has `folder` removed should our process be killed. It is there before the command is, which may do its work faster than another
 * process starts. Without a shell there is none of it.
 */
export const watch = (folder: string): Watchdog => {
  const dog = spawn('sh', ['-c', SCRIPT, 'csrlab', folder], {
    cwd: '/',
    // in a group of its own: a signal for ours is none for it
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ignore = (): void => undefined
  dog.on('error', ignore)
  dog.stdin.on('error', ignore)
  dog.unref()
  return {
    over: (pid) => void dog.stdin.write(`${pid}\n`),
    release: () => void dog.stdin.end('done\n'),
  }
}
