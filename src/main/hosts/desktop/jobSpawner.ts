import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { utilityProcess } from 'electron'
import type { Spawner } from '../../app.ts'

/** Milliseconds for what a job printed before it ended to arrive. */
const LAST_WORDS_MS = 500

/** Jobs as Electron's utility processes: `child_process.fork` is shut off inside a packaged app. */
export function utilitySpawner(entry: string): Spawner {
  return {
    spawn(spec) {
      const child = utilityProcess.fork(entry, [], { serviceName: 'Lanegaze analysis', stdio: 'pipe' })
      const streams = [child.stdout, child.stderr].filter((stream) => stream !== null)
      for (const stream of streams) stream.setEncoding('utf8')
      let hear: (text: string) => void = () => undefined
      let isKilled = false
      /** V8 says by an event of its own why it ended the process; the report with it holds the environment. */
      let fatal = ''
      child.on('error', (type, location) => (fatal = `${type} at ${location}, `))
      child.postMessage({ type: 'start', spec })
      return {
        onMessage: (handler) => void child.on('message', handler),
        onOutput(handler) {
          hear = handler
          for (const stream of streams) stream.on('data', hear)
        },
        onExit: (handler) =>
          void child.once('exit', (code) => {
            const exit = { how: `${fatal}exit code ${code}`, isCrash: code !== 0 && !isKilled }
            void afterLastWords(streams, hear).then(() => handler(exit))
          }),
        stop: () => child.postMessage({ type: 'stop' }),
        kill() {
          isKilled = true
          child.kill()
        }
      }
    }
  }
}

/** Electron takes all listeners off a job's output when it tells of its exit, though words may be under way. */
async function afterLastWords(streams: readonly NodeJS.ReadableStream[], hear: (text: string) => void): Promise<void> {
  await Promise.resolve()
  const ended = streams.filter(({ readable }) => readable).map((stream) => once(stream.on('data', hear), 'end'))
  const late = new AbortController()
  await Promise.race([Promise.all(ended), wait(LAST_WORDS_MS, null, { signal: late.signal })])
  late.abort()
}
