import about from '../../../../package.json' with { type: 'json' }
import { isExpected, sentence } from '../../../shared/errors.ts'
import { createApp, defaultDataDir, type App, type AppOptions } from '../../app.ts'
import { noteDefect } from '../../log/defects.ts'
import { openLog, type Log } from '../../log/log.ts'
import { analyze } from './analyze.ts'
import { parseCommandLine, parseLogLevel, usage, UsageError, type Command } from './commandLine.ts'
import { compare } from './compare.ts'
import { exportRun } from './exportRun.ts'
import { info } from './info.ts'
import { inspectionInWords, resultInWords } from './inWords.ts'
import { library, libraryInWords } from './library.ts'
import { list, listInWords } from './list.ts'
import type { Terminal } from './progressLine.ts'
import { searchInWords, searchRecipe } from './recipe.ts'

/** What the command needs of the process that it runs in. */
export interface Shell {
  /** The app's options but for what the command line tells. */
  app: Omit<AppOptions, 'dataDir' | 'log'>
  stdout: { write(text: string): unknown }
  stderr: Terminal
  /** Aborts when the person interrupts; asked for where there is something to interrupt. */
  interruption(): AbortSignal
  /** Serves the page until it is interrupted. */
  serve(command: Extract<Command, { name: 'serve' }>, place: Workplace): Promise<void>
}

/** Where a command works. */
interface Workplace {
  dataDir: string
  log: Log
}

/** Runs the command with the words after its name; never throws. @returns the exit status: 0 done, 1 failed, 2 wrong usage */
export async function runProgram(words: readonly string[], shell: Shell): Promise<0 | 1 | 2> {
  const say = (text: string): void => void shell.stderr.write(`${text}\n`)
  let log = openLog({ dataDir: defaultDataDir(), process: 'command', say })
  try {
    const { level, rest } = parseLogLevel(words)
    const command = parseCommandLine(rest)
    const dataDir = ('dataDir' in command ? command.dataDir : undefined) ?? defaultDataDir()
    log = openLog({ dataDir, process: command.name === 'serve' ? 'serve' : 'command', level, say })
    await run(command, shell, { dataDir, log })
    return 0
  } catch (error) {
    const isUsage = error instanceof UsageError
    // The log says it too.
    if (!isUsage && !isExpected(error)) log.error(noteDefect(`lanegaze ${words[0] ?? ''}`, error))
    else say(sentence(error))
    if (isUsage) say("'lanegaze help' shows how it is called.")
    return isUsage ? 2 : 1
  }
}

async function run(command: Command, shell: Shell, place: Workplace): Promise<void> {
  const print = (text: string): void => void shell.stdout.write(text)
  switch (command.name) {
    case 'help':
      return print(usage)
    case 'version':
      return print(`${about.version}\n`)
    case 'info': {
      const found = await withApp(place, shell, (app) => info(app, command.path, command.openWith))
      return print(command.json ? document(found) : inspectionInWords(found))
    }
    case 'analyze': {
      const stop = shell.interruption()
      const result = await withApp(place, shell, (app) => analyze(app, command, stop, shell.stderr))
      return print(command.json ? document(result) : resultInWords(result, command.dataDir))
    }
    case 'list': {
      const stop = shell.interruption()
      const found = await withApp(place, shell, (app) => list(app, command, stop, shell.stderr))
      return print(command.json ? document(found) : listInWords(found))
    }
    case 'recipe': {
      const stop = shell.interruption()
      const found = await withApp(place, shell, (app) => searchRecipe(app, command, stop, shell.stderr))
      return print(command.json ? document(found) : searchInWords(found))
    }
    case 'compare':
      return print(document(await withApp(place, shell, (app) => compare(app, command.runs))))
    case 'export':
      await withApp(place, shell, (app) => exportRun(app, command.run, command.format, command.out))
      return print(`${command.out}\n`)
    case 'library': {
      const report = await withApp(place, shell, (app) => library(app, command))
      return print(command.json ? document(report) : libraryInWords(report))
    }
    case 'serve':
      return shell.serve(command, place)
  }
}

/** Works with an app that has no page and is given no sample. */
async function withApp<T>(place: Workplace, shell: Shell, work: (app: App) => Promise<T>): Promise<T> {
  const app = await createApp({ ...shell.app, ...place, sampleDir: null, rendererDir: null })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

function document(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n'
}
