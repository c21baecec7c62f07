import { closeSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, type Stats } from 'node:fs'
import { join } from 'node:path'

/** How many files are kept, the one that is written included. */
const LOG_FILES = 5
/** Bytes of a file at most. */
const LOG_BYTES = 2_000_000

/** Where rotation begins: what others write while one process turns the files finds room. */
const ROOM = 100_000
/** After so long whoever was turning the files is dead. */
const STALE_MS = 10_000
/** An entry waits at most so long for another process that turns the files, so long at a time. */
const WAIT_MS = 500
const PAUSE_MS = 5
/** How often it is tried again to write where that failed. */
const RETRY_MS = 5000

/** The files of a log, newest first: lanegaze.log, lanegaze.1.log, … */
export function logFilesOf(dataDir: string): string[] {
  const folder = join(dataDir, 'log')
  return Array.from({ length: LOG_FILES }, (_, i) => join(folder, i === 0 ? 'lanegaze.log' : `lanegaze.${i}.log`))
}

/** The files of a log as a process that writes them sees them. */
export interface LogFiles {
  /** The one that is written. */
  current: string
  /** Makes ready for an entry; false where it has to be lost. Never throws. */
  canWrite(): boolean
}

/** Keeps the files of a data folder's log small, together with the other processes that write them. */
export function watchLogFiles(dataDir: string): LogFiles {
  const files = logFilesOf(dataDir)
  const current = files[0]!
  let isOpened = false
  let retryAt = 0
  let waitAt = 0

  /** electron-log gives a file up for good that cannot be opened when it first asks for it. */
  function open(): boolean {
    if (Date.now() < retryAt) return false
    try {
      makeFolder(join(dataDir, 'log'))
      if (factsOf(current)?.isFile() === false) throw new Error('no file of ours is in its place')
      closeSync(openSync(current, 'a'))
      isOpened = true
    } catch {
      retryAt = Date.now() + RETRY_MS
    }
    return isOpened
  }

  return {
    current,
    canWrite() {
      const facts = factsOf(current)
      // A person may have deleted it, or its folder.
      if ((!isOpened || !facts?.isFile()) && !open()) return false
      if ((facts?.size ?? 0) <= LOG_BYTES - ROOM) return true
      rotate(files)
      if (hasRoom(current)) return true
      // Another process is at it, and the machine may be busy elsewhere.
      if (Date.now() >= waitAt && isPlainFile(lockOf(files)) && !waitForRoom(files)) waitAt = Date.now() + RETRY_MS
      // Where the files cannot be turned, better no entry than one that fills the disk.
      return hasRoom(current)
    }
  }
}

/** Not the data folder itself: where that is gone, or not there yet, a log must not look like one. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}

/** What is in a file's place, links not followed; null where there is nothing, or it cannot be seen. */
function factsOf(file: string): Stats | null {
  try {
    return lstatSync(file)
  } catch {
    return null
  }
}

/** False for a pipe, which would be waited for, and for a link, which leads to a file of somebody else. */
export function isPlainFile(file: string): boolean {
  return factsOf(file)?.isFile() ?? false
}

function hasRoom(current: string): boolean {
  return (factsOf(current)?.size ?? 0) <= LOG_BYTES - ROOM / 2
}

function lockOf(files: readonly string[]): string {
  return `${files[0]!}.lock`
}

/** Waits a moment for whoever turns the files; false where that was not enough. */
function waitForRoom(files: readonly string[]): boolean {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let waited = 0; waited < WAIT_MS && !hasRoom(files[0]!); waited += PAUSE_MS) {
    Atomics.wait(pause, 0, 0, PAUSE_MS)
    rotate(files)
  }
  return hasRoom(files[0]!)
}

/** Turns the files by one, unless another process is at it or was just now. */
function rotate(files: readonly string[]): void {
  const lock = lockOf(files)
  if (!take(lock)) return
  try {
    if ((factsOf(files[0]!)?.size ?? 0) <= LOG_BYTES - ROOM) return
    rmSync(files.at(-1)!, { force: true, recursive: true })
    for (let i = files.length - 1; i > 0; i--) if (factsOf(files[i - 1]!)) renameSync(files[i - 1]!, files[i]!)
  } catch {
    // Held open by others, or in a folder that is read-only; the next entry tries again.
  } finally {
    remove(lock)
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'))
    return true
  } catch {
    clearStale(lock)
    return false
  }
}

function clearStale(lock: string): void {
  try {
    if (Date.now() - statSync(lock).mtimeMs > STALE_MS) remove(lock)
  } catch {
    // It is gone by now.
  }
}

/** One that stays is stale before long. */
function remove(lock: string): void {
  try {
    rmSync(lock, { force: true, recursive: true })
  } catch {
    // The folder has just become read-only.
  }
}
