import about from '../../../../package.json' with { type: 'json' }
import { isExpected, sentence } from '../../../shared/errors.ts'
import { createApp, defaultDataDir, type App, type AppOptions } from '../../app.ts'
import { noteDefect } from '../../defects.ts'
import { analyze } from './analyze.ts'
import { parseCommandLine, usage, UsageError, type Command } from './commandLine.ts'
import { exportRun } from './exportRun.ts'
import { info } from './info.ts'
import { inspectionInWords, resultInWords } from './inWords.ts'
import { library, libraryInWords } from './library.ts'
import type { Terminal } from './progressLine.ts'
import { searchInWords, searchRecipe } from './recipe.ts'

/** What the command needs of the process that it runs in. */
export interface Shell {
  /** The app's options but for its folder. */
  app: Omit<AppOptions, 'dataDir'>
  stdout: { write(text: string): unknown }
  stderr: Terminal
  /** Aborts when the person interrupts; asked for where there is something to interrupt. */
  interruption(): AbortSignal
  /** Serves the page until it is interrupted. */
  serve(command: Extract<Command, { name: 'serve' }>, dataDir: string): Promise<void>
}

/** Runs the command with the words after its name; never throws. @returns the exit status: 0 done, 1 failed, 2 wrong usage */
export async function runProgram(words: readonly string[], shell: Shell): Promise<0 | 1 | 2> {
  try {
    await run(parseCommandLine(words), shell)
    return 0
  } catch (error) {
    const isUsage = error instanceof UsageError
    const isDefect = !isUsage && !isExpected(error)
    if (isDefect) noteDefect(`lanegaze ${words[0] ?? ''}`, error)
    shell.stderr.write(`${isDefect && error instanceof Error ? error.stack : sentence(error)}\n`)
    if (isUsage) shell.stderr.write("'lanegaze help' shows how it is called.\n")
    return isUsage ? 2 : 1
  }
}

async function run(command: Command, shell: Shell): Promise<void> {
  const print = (text: string): void => void shell.stdout.write(text)
  switch (command.name) {
    case 'help':
      return print(usage)
    case 'version':
      return print(`${about.version}\n`)
    case 'info': {
      const found = await withApp(command, shell, (app) => info(app, command.path, command.openWith))
      return print(command.json ? document(found) : inspectionInWords(found))
    }
    case 'analyze': {
      const stop = shell.interruption()
      const result = await withApp(command, shell, (app) => analyze(app, command, stop, shell.stderr))
      return print(command.json ? document(result) : resultInWords(result))
    }
    case 'recipe': {
      const stop = shell.interruption()
      const found = await withApp(command, shell, (app) => searchRecipe(app, command, stop, shell.stderr))
      return print(command.json ? document(found) : searchInWords(found))
    }
    case 'export':
      await withApp(command, shell, (app) => exportRun(app, command.run, command.format, command.out))
      return print(`${command.out}\n`)
    case 'library': {
      const report = await withApp(command, shell, (app) => library(app, command))
      return print(command.json ? document(report) : libraryInWords(report))
    }
    case 'serve':
      return shell.serve(command, command.dataDir ?? defaultDataDir())
  }
}

/** Works with an app that has no page and is given no sample. */
async function withApp<T>(
  { dataDir = defaultDataDir() }: { dataDir: string | undefined },
  shell: Shell,
  work: (app: App) => Promise<T>
): Promise<T> {
  const app = await createApp({ ...shell.app, dataDir, sampleDir: null, rendererDir: null })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

function document(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n'
}
