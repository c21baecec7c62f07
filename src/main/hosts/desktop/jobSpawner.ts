import { utilityProcess } from 'electron'
import type { Spawner } from '../../app.ts'

/** Jobs as Electron's utility processes: `child_process.fork` is shut off inside a packaged app. */
export function utilitySpawner(entry: string): Spawner {
  return {
    spawn(spec) {
      const child = utilityProcess.fork(entry, [], { serviceName: 'Lanegaze analysis', stdio: 'ignore' })
      child.postMessage({ type: 'start', spec })
      return {
        onMessage: (handler) => void child.on('message', handler),
        onExit: (handler) => void child.once('exit', (code) => handler(`exit code ${code}`)),
        stop: () => child.postMessage({ type: 'stop' }),
        kill: () => void child.kill()
      }
    }
  }
}
