import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { nodeSpawner } from './app.ts'
import { openBrowser } from './cli/browser.ts'
import { runProgram, type Shell } from './cli/program.ts'
import { serve } from './serve.ts'

// From source this file is src/main/cli.ts, built it is out/main/cli.js: the same depth, other names.
const here = import.meta.dirname
const built = import.meta.filename.endsWith('.js')

const shell: Shell = {
  app: {
    spawner: nodeSpawner(built ? join(here, 'job.js') : join(here, 'analysis/jobMain.ts')),
    sampleDir: join(here, '../../resources/sample'),
    rendererDir: join(here, '../../out/renderer')
  },
  stdout: process.stdout,
  stderr: process.stderr,

  /** Aborts at the first interruption; the second one ends the program as usual. */
  interruption() {
    const controller = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
    return controller.signal
  },

  async serve({ port, path, open }, dataDir) {
    const stop = shell.interruption()
    const { address, close } = await serve({ ...shell.app, dataDir, port, path })
    process.stdout.write(`Lanegaze is at ${address}\n`)
    process.stderr.write('Only this machine can reach it, with this address. Ctrl+C stops it.\n')
    if (open) openBrowser(address)
    while (!stop.aborted) await later(2 ** 30, undefined, { signal: stop }).catch(() => undefined)
    await close()
  }
}

process.exitCode = await runProgram(process.argv.slice(2), shell)
