import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { nodeSpawner } from '../../app.ts'
import { logDeath } from '../../log/defects.ts'
import { openBrowser } from './browser.ts'
import { runProgram, type Shell } from './program.ts'
import { serve } from '../serve/serve.ts'

// From source this file is src/main/hosts/cli/cli.ts, built it is out/main/cli.js.
const built = import.meta.filename.endsWith('.js')
const root = join(import.meta.dirname, built ? '../..' : '../../../..')

const shell: Shell = {
  app: {
    spawner: nodeSpawner(join(root, built ? 'out/main/job.js' : 'src/main/analysis/jobMain.ts')),
    sampleDir: join(root, 'resources/sample'),
    rendererDir: join(root, 'out/renderer')
  },
  stdout: process.stdout,
  stderr: process.stderr,

  /** Aborts at the first interruption; the second one ends the program as usual. */
  interruption() {
    const controller = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
    return controller.signal
  },

  async serve({ port, path, open }, place) {
    logDeath(place.log)
    const stop = shell.interruption()
    const { address, close } = await serve({ ...shell.app, ...place, port, path })
    process.stdout.write(`Lanegaze is at ${address}\n`)
    process.stderr.write('Only this machine can reach it, with this address. Ctrl+C stops it.\n')
    if (open) openBrowser(address)
    while (!stop.aborted) await later(2 ** 30, undefined, { signal: stop }).catch(() => undefined)
    await close()
  }
}

// Whoever reads no further, as `head` does, wants no more of it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await runProgram(process.argv.slice(2), shell)
