import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { CancelledError, UnavailableError } from '../../shared/errors.ts'

/** What every call of ffmpeg gets: plain text on standard error, one line a message with its level, no keyboard. */
const MANNERS = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info']

const running = new Set<ChildProcessWithoutNullStreams>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/**
 * The ffmpeg program to use: `FFMPEG_BIN`, else the ffmpeg-static package, else `ffmpeg` on the PATH.
 * @throws UnavailableError where there is none.
 */
export function findFfmpeg(): string {
  const chosen = process.env['FFMPEG_BIN']
  if (chosen) {
    if (isProgram(chosen)) return chosen
    throw new UnavailableError(`FFMPEG_BIN names no program that can be run; point it at ffmpeg or unset it: ${chosen}`)
  }
  const packaged = packagedFfmpeg()
  if (packaged && isProgram(packaged)) return packaged
  const names = process.platform === 'win32' ? ['ffmpeg.exe'] : ['ffmpeg']
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) if (folder && isProgram(join(folder, name))) return join(folder, name)
  }
  throw new UnavailableError(
    'Videos and pictures are read with ffmpeg, which was not found; install it or set FFMPEG_BIN to it.'
  )
}

/** ffmpeg-static is optional, and answers a path even where its download failed. */
function packagedFfmpeg(): string | null {
  try {
    const answer: unknown = createRequire(import.meta.url)('ffmpeg-static')
    return typeof answer === 'string' ? answer : null
  } catch {
    return null
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** How a child process ended: its exit status, or the signal that ended it. */
export interface Ending {
  status: number | null
  signal: NodeJS.Signals | null
}

/** A running ffmpeg; `ended` settles once its process is gone and its pipes are closed. */
export interface RunningFfmpeg {
  child: ChildProcessWithoutNullStreams
  ended: Promise<Ending>
  /** Ends it at once; safe to call at any time. */
  stop(): void
}

/**
 * Starts ffmpeg. An aborted `signal` ends it at once, as does the end of this process.
 * @throws UnavailableError where there is no ffmpeg, CancelledError where the signal was aborted before.
 */
export function startFfmpeg(options: readonly string[], signal: AbortSignal): RunningFfmpeg {
  if (signal.aborted) throw new CancelledError('Decoding was cancelled.')
  const program = findFfmpeg()
  const env = { ...process.env, AV_LOG_FORCE_NOCOLOR: '1' }
  const child = spawn(program, [...MANNERS, ...options], { stdio: ['pipe', 'pipe', 'pipe'], env, windowsHide: true })
  running.add(child)
  // Writing to a process that has ended is expected when it is stopped; its ending tells the story.
  child.stdin.on('error', () => undefined)
  const stop = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', (error) =>
      reject(new UnavailableError(`ffmpeg could not be started (${error.message}); check it: ${program}`))
    )
    child.once('close', (status, ending) => resolve({ status, signal: ending }))
  }).finally(() => {
    running.delete(child)
    signal.removeEventListener('abort', stop)
  })
  // Whoever awaits `ended` gets the error; a pass that stops early does not await it.
  ended.catch(() => undefined)
  return { child, ended, stop }
}

/**
 * Runs ffmpeg to its end, with `input` on its standard input, and gives the lines it wrote on standard error; its
 * standard output is thrown away.
 */
export async function runFfmpeg(
  options: readonly string[],
  signal: AbortSignal,
  input: Uint8Array = new Uint8Array(0)
): Promise<Ending & { lines: string[] }> {
  const { child, ended } = startFfmpeg(options, signal)
  child.stdin.end(input)
  child.stdout.resume()
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
  const ending = await ended
  if (signal.aborted) throw new CancelledError('Decoding was cancelled.')
  return { ...ending, lines: text.split(/\r?\n|\r/).filter((line) => line !== '') }
}

const modes = new Map<string, Promise<string[]>>()

/** The option with which this machine's ffmpeg neither drops nor repeats frames; asked of each program once. */
export function everyFrameOnce(): Promise<string[]> {
  const program = findFfmpeg()
  const known = modes.get(program)
  if (known) return known
  const asked = versionLine(program).then(everyFrameOnceIn)
  modes.set(program, asked)
  asked.catch(() => modes.delete(program))
  return asked
}

/** The first line of what ffmpeg says of itself. @throws UnavailableError where there is none that can be started */
export async function ffmpegVersion(): Promise<string> {
  return versionLine(findFfmpeg())
}

async function versionLine(program: string): Promise<string> {
  const child = spawn(program, ['-version'], { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  await new Promise((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', (error) =>
      reject(new UnavailableError(`ffmpeg could not be started (${error.message}): ${program}`))
    )
  })
  return text.split('\n')[0] ?? ''
}

/** `-fps_mode` came with ffmpeg 5.1; `-vsync`, its older name, is going away. Builds without a number are newer. */
export function everyFrameOnceIn(version: string): string[] {
  const numbers = /^ffmpeg version n?(\d+)\.(\d+)/.exec(version)
  const old = numbers && (Number(numbers[1]) < 5 || (Number(numbers[1]) === 5 && Number(numbers[2]) < 1))
  return [old ? '-vsync' : '-fps_mode', 'passthrough']
}
