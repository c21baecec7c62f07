/** Characters of a process's output that are kept. */
const KEPT = 4096

/** The end of what a process prints, and each line of it as soon as it is whole. */
export interface LastWords {
  hear(text: string): void
  /** The last lines. */
  text(): string
}

/** @param onLine takes each line, without its end */
export function createLastWords(onLine: (line: string) => void): LastWords {
  let kept = ''
  let unfinished = ''
  return {
    hear(text) {
      kept = (kept + text).slice(-KEPT)
      const lines = (unfinished + text).split(/\r?\n/)
      // A line without end is no reason to keep it all.
      unfinished = lines.pop()!.slice(-KEPT)
      for (const line of lines) if (line !== '') onLine(line)
    },
    text: () => kept.trim()
  }
}
