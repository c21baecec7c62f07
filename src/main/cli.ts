import { join } from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import about from '../../package.json' with { type: 'json' }
import { isExpected, sentence } from '../shared/errors.ts'
import { createApp, defaultDataDir, nodeSpawner, type App, type AppOptions } from './app.ts'
import { analyze } from './cli/analyze.ts'
import { openBrowser } from './cli/browser.ts'
import { parseCommandLine, usage, UsageError, type Command } from './cli/commandLine.ts'
import { exportRun } from './cli/exportRun.ts'
import { info } from './cli/info.ts'
import { inspectionInWords, resultInWords } from './cli/inWords.ts'
import { searchInWords, searchRecipe } from './cli/recipe.ts'
import { serve } from './serve.ts'

// From source this file is src/main/cli.ts, built it is out/main/cli.js: the same depth, other names.
const here = import.meta.dirname
const built = import.meta.filename.endsWith('.js')

function appOptions(dataDir: string | undefined): AppOptions {
  return {
    dataDir: dataDir ?? defaultDataDir(),
    spawner: nodeSpawner(built ? join(here, 'job.js') : join(here, 'analysis/jobMain.ts')),
    sampleDir: join(here, '../../resources/sample'),
    rendererDir: join(here, '../../out/renderer')
  }
}

async function withApp<T>(dataDir: string | undefined, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp({ ...appOptions(dataDir), sampleDir: null, rendererDir: null })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/** Aborts at the first interruption; the second one ends the program as usual. */
function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

async function run(command: Command): Promise<void> {
  switch (command.name) {
    case 'help':
      return print(usage)
    case 'version':
      return print(`${about.version}\n`)
    case 'info': {
      const found = await withApp(command.dataDir, (app) => info(app, command.path, command.openWith))
      return print(command.json ? document(found) : inspectionInWords(found))
    }
    case 'analyze': {
      const stop = interruption()
      const result = await withApp(command.dataDir, (app) => analyze(app, command, stop))
      return print(command.json ? document(result) : resultInWords(result))
    }
    case 'recipe': {
      const found = await withApp(command.dataDir, (app) => searchRecipe(app, command))
      return print(command.json ? document(found) : searchInWords(found))
    }
    case 'export':
      await withApp(command.dataDir, (app) => exportRun(app, command.run, command.format, command.out))
      return print(`${command.out}\n`)
    case 'serve':
      return serveUntilStopped(command)
  }
}

async function serveUntilStopped(command: Extract<Command, { name: 'serve' }>): Promise<void> {
  const stop = interruption()
  const { address, close } = await serve({ ...appOptions(command.dataDir), port: command.port, path: command.path })
  print(`Lanegaze is at ${address}\n`)
  process.stderr.write('Only this machine can reach it, with this address. Ctrl+C stops it.\n')
  if (command.open) openBrowser(address)
  while (!stop.aborted) await later(2 ** 30, undefined, { signal: stop }).catch(() => undefined)
  await close()
}

function document(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n'
}

function print(text: string): void {
  process.stdout.write(text)
}

try {
  await run(parseCommandLine(process.argv.slice(2)))
} catch (error) {
  const isUsage = error instanceof UsageError
  const isDefect = !isUsage && !isExpected(error)
  process.stderr.write(`${isDefect && error instanceof Error ? error.stack : sentence(error)}\n`)
  if (isUsage) process.stderr.write("'lanegaze help' shows how it is called.\n")
  process.exitCode = isUsage ? 2 : 1
}
