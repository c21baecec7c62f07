import { readFile } from 'node:fs/promises'
import { isPlainFile, logFilesOf } from './logFiles.ts'

/** The last lines of a data folder's log, oldest first; none where there is no log that can be read. */
export async function logTail(dataDir: string, lines: number): Promise<string[]> {
  let tail: string[] = []
  for (const file of logFilesOf(dataDir)) {
    if (tail.length >= lines) break
    // A file may be missing, or turned away while it is asked for.
    const text = isPlainFile(file) ? await readFile(file, 'utf8').catch(() => '') : ''
    tail = [...text.split(/\r?\n/).filter((line) => line !== ''), ...tail]
  }
  return tail.slice(-lines)
}
