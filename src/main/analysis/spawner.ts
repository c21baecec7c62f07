import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { JobCommand, JobSpec } from './jobMessages.ts'

/** How the host starts a job process. Messages are JSON; see jobMessages.ts. */
export interface Spawner {
  spawn(spec: JobSpec): RunningJob
}

/** A job process. Handlers are set right after `spawn`, before anything can have arrived. */
export interface RunningJob {
  onMessage(handler: (message: unknown) => void): void
  /** What it prints, on either stream, in pieces. */
  onOutput(handler: (text: string) => void): void
  /** Called once, after the last message and the last piece of output. */
  onExit(handler: (exit: JobExit) => void): void
  /** Asks it to end after the batch in flight. */
  stop(): void
  /** Ends it now. */
  kill(): void
}

/** How a job process ended. */
export interface JobExit {
  /** In words, such as 'signal SIGKILL' or 'exit code 3'. */
  how: string
  /** True where it ended otherwise than it should, and nobody ended it. */
  isCrash: boolean
}

/** Signals by which others end a process; by any other it ends itself. */
const fromOutside: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']

/** Jobs as child processes of Node. `entry` is the job's file: jobMain.ts from source, out/main/job.js when built. */
export function nodeSpawner(entry: string | URL): Spawner {
  const file = entry instanceof URL ? fileURLToPath(entry) : entry
  return {
    spawn(spec) {
      // Its own process group: Ctrl+C in a terminal goes to the command alone, which then asks the job to stop.
      const detached = process.platform !== 'win32'
      // Standard output is the command's own: nothing a library prints may get there.
      const child = fork(file, [], { execArgv: [], detached, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
      const send = (command: JobCommand): void => {
        // A job that has just ended needs no command; its exit is told by onExit.
        if (child.connected) child.send(command, () => undefined)
      }
      send({ type: 'start', spec })
      return {
        onMessage(handler) {
          child.on('message', handler)
        },
        onOutput(handler) {
          for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', handler)
        },
        onExit(handler) {
          let trouble: string | null = null
          child.on('error', (error) => (trouble = error.message))
          // Not 'exit': that one may come before the last messages and words.
          child.once('close', (code, signal) => {
            const how = trouble ?? (signal ? `signal ${signal}` : `exit code ${code}`)
            handler({ how, isCrash: code !== 0 && !(signal && fromOutside.includes(signal)) })
          })
        },
        stop: () => send({ type: 'stop' }),
        kill: () => void child.kill('SIGKILL')
      }
    }
  }
}
