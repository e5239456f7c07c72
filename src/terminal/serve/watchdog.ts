/** What is left to do when our own process is killed and can do nothing any more. */
import { spawn } from 'node:child_process'

/**
 * Waits for a line, or for the end of the pipe without one: then our process is gone. The command has no cluster any more, so it is
 * told to end, and made to.
 */
const SCRIPT = `trap '' HUP INT QUIT TERM
read -r word || { rm -rf -- "$1"; kill "$2" && sleep 2 && kill -9 "$2"; }`

/** Has `folder` removed and the process ended should ours be killed. Returns what calls that off. Without a shell there is none of it. */
export const watchOver = (pid: number, folder: string): (() => void) => {
  const dog = spawn('sh', ['-c', SCRIPT, 'csrlab', folder, String(pid)], {
    cwd: '/',
    // in a group of its own: a signal for ours is none for it
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ignore = (): void => undefined
  dog.on('error', ignore)
  dog.stdin.on('error', ignore)
  dog.unref()
  return () => dog.stdin.end('done\n')
}
