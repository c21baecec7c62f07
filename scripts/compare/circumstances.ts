/** What of an answer depends on when and where it was asked, and says nothing of the program's behaviour. */
export interface Circumstances {
  /** Folder that the checkout kept its library and cache in. */
  dataDir: string
  /** What `lanegaze version` answers. */
  version: string
  /** Id of the run that is told of; compared by itself, so that a changed id shows once. */
  runId: string | null
  /** When the comparison began and when the answer was there, in milliseconds since 1970. */
  from: number
  until: number
}

const written = /\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: UTC|Z)?/g
const milliseconds = /(?<![\d.])\d{13}(?![\d.])/g
const pace = /^( {2}"(?:seconds|framesPerSecond)": )[\d.e+-]+/gm
const progress = /^(?:[a-z ]+: \d+ of \d+ .*|scoring (?:\d+ frames|with the new lanes))\n/gm

/** The text with `<…>` in the place of each circumstance. Dates outside of the comparison's own time stay. */
export function withoutCircumstances(text: string, { dataDir, version, runId, from, until }: Circumstances): string {
  const minute = 60_000
  const isNow = (at: number): boolean => at >= from - minute && at <= until
  const asUtc = (date: string): number => Date.parse(date.replace(/ UTC$|Z$/, '').replace(' ', 'T') + 'Z')
  const plain = text
    .replaceAll(dataDir, '<data folder>')
    .replace(/\.lanegaze-\d+\.part/g, '.lanegaze-<process>.part')
    .replace(/(127\.0\.0\.1|localhost|\[::1\]):\d+/g, '$1:<port>')
    .replace(written, (date) => (isNow(asUtc(date)) ? '<now>' : date))
    .replace(milliseconds, (digits) => (isNow(Number(digits)) ? '<now>' : digits))
    .replace(pace, '$1<pace>')
  const unnamed = runId === null ? plain : plain.replaceAll(runId, '<run>')
  return unnamed.replaceAll(`Lanegaze ${version}`, 'Lanegaze <version>')
}

/** Standard error without the lines of progress: how many there are depends on how busy the machine is. */
export function withoutProgress(text: string): string {
  return text.replace(progress, '')
}
