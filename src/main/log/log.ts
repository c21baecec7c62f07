import electronLog from 'electron-log/node'
import { homeAsTilde } from './homeAsTilde.ts'
import { watchLogFiles } from './logFiles.ts'
import { logLevelOfEnvironment, logLevels, type LogLevel } from './logLevel.ts'
import { redacted } from './redacted.ts'

/** Takes down what the program does, for whoever has to find out why it did not. Never throws. */
export interface Log {
  /** An error inside the program, or a process that died. */
  error(text: string): void
  /** What a person may want to mend. */
  warn(text: string): void
  info(text: string): void
  /** Requests, and what the libraries in a job print. */
  debug(text: string): void
  /** What is written: this level and those before it. */
  readonly level: LogLevel
  /** The file that is written now; it is missing where nothing can be written. */
  readonly file: string
  /** From now on this text is written as '…' wherever it stands. */
  conceal(secret: string): void
}

export interface LogOptions {
  dataDir: string
  /** What the process is, in every entry that it writes. */
  process?: 'desktop' | 'serve' | 'command' | 'job' | 'app'
  level?: LogLevel | undefined
  /** Shows errors and warnings where the program was started too; on standard error unless told otherwise. */
  say?: (text: string) => void
}

/** Characters of an entry that are kept: logFiles.ts counts on less than ROOM bytes of them. */
const LONGEST = 8000

/**
 * What a terminal shows as it is: nothing that moves the cursor or ends a line but line feeds. Of what is too long the
 * beginning, without the word that is cut: a part of a secret would not be told from other text.
 */
function printable(text: string): string {
  const begun = text.length > LONGEST ? text.slice(0, LONGEST).replace(/\S{1,200}$/, '…') : text
  return begun.replace(/[\p{Cc}\u2028\u2029]/gu, (control) => (/[\t\r\n]/.test(control) ? control : ' '))
}

// That a disk is full would be said again with every entry.
electronLog.transports.console.writeFn = () => undefined

/**
 * The log of a data folder. Several processes may write it at once: an entry is one appending write, made before the
 * call returns, so that a process that dies has written what it said. Where nothing can be written entries are lost.
 */
export function openLog({
  dataDir,
  process: kind = 'app',
  level = logLevelOfEnvironment(),
  say = console.error
}: LogOptions): Log {
  const files = watchLogFiles(dataDir)
  const secrets: string[] = []
  const told = logLevels.slice(0, logLevels.indexOf(level) + 1)

  const keeper = electronLog.create({ logId: 'lanegaze' })
  for (const transport of Object.values(keeper.transports)) if (transport) transport.level = false
  const { file } = keeper.transports
  file.level = 'debug'
  file.setAppName('lanegaze') // else it looks for a package.json about the working folder, and throws where there is none
  file.maxSize = 0 // it counts what this process writes; logFiles.ts knows of the others
  file.resolvePathFn = () => files.current
  file.transforms = [({ message }) => message.data[0] as unknown]

  /** A full disk takes the beginning of an entry. */
  let isTorn = false

  function write(name: LogLevel, text: string): void {
    if (!told.includes(name)) return
    const entry = homeAsTilde(redacted(printable(text), secrets)).slice(0, LONGEST)
    if (name === 'error' || name === 'warn') say(entry)
    if (!files.canWrite()) return
    const before = file.getFile().bytesWritten
    const head = `${new Date().toISOString()} ${name.padEnd(5)} ${kind} ${process.pid}`
    keeper[name](`${isTorn ? '\n' : ''}${head}  ${entry.trimEnd().replace(/[\r\n]+/g, '\n    ')}`)
    isTorn = file.getFile().bytesWritten === before
  }

  return {
    level,
    file: files.current,
    error: (text) => write('error', text),
    warn: (text) => write('warn', text),
    info: (text) => write('info', text),
    debug: (text) => write('debug', text),
    conceal: (secret) => void secrets.push(secret)
  }
}
