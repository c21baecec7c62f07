import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LibraryGeneration } from '../../shared/api.ts'

/** A copy of the library as its name and date tell it; whether it is sound is told by `checkedCopy`. */
export type Generation = Pick<LibraryGeneration, 'name' | 'at' | 'kind'> & { file: string }

const copyName = /^library\.(backup|set-aside)\b.*\.sqlite$/
const timeInName = /backup-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z/

export const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/** How many hours and days have a generation each: those of a day, and of a week, of work. */
const HOURS_KEPT = 24
const DAYS_KEPT = 7

/** The newest backup. */
export const latestName = 'library.backup.sqlite'

/** A time as it stands in the names of files: 2026-11-29T11-30-05Z. */
export function timeForName(at: number): string {
  return new Date(at)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')
}

/** Name of a backup that is not the newest any more. */
export function olderName(at: number): string {
  return `library.backup-${timeForName(at)}.sqlite`
}

/** When a copy was made: its name says it, or its date. */
function madeAt(name: string, file: string): number {
  const [, day, hour, minute, second] = timeInName.exec(name) ?? []
  return day ? Date.parse(`${day}T${hour}:${minute}:${second}Z`) : Math.round(statSync(file).mtimeMs)
}

function kindOf(name: string): Generation['kind'] {
  if (name.startsWith('library.set-aside')) return 'set-aside'
  return name.includes('before-version') ? 'before-update' : 'backup'
}

/** The copies of the library in a data folder, newest first; one of no bytes is none. */
export function generations(dataDir: string): Generation[] {
  return readdirSync(dataDir)
    .filter((name) => copyName.test(name))
    .map((name) => ({ name, file: join(dataDir, name) }))
    .filter(({ file }) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0)
    .map(({ name, file }) => ({ name, file, at: madeAt(name, file), kind: kindOf(name) }))
    .sort((a, b) => b.at - a.at)
}

/** Those of them that were made to be restored. */
export function backups(dataDir: string): Generation[] {
  return generations(dataDir).filter(({ kind }) => kind !== 'set-aside')
}

/** The newest of each span of time, of so many spans that have one. */
function newestOfEach(newestFirst: readonly number[], span: number, spans: number): number[] {
  const bySpan = new Map<number, number>()
  for (const at of newestFirst) if (!bySpan.has(Math.floor(at / span))) bySpan.set(Math.floor(at / span), at)
  return [...bySpan.values()].slice(0, spans)
}

/**
 * Which of some backups need not be kept: there is a newer one of the same hour, or of the same day where it is older
 * than the last 24 hours of work; of days the last seven stay. Spans without a backup do not count, so that nothing
 * goes by time alone. Those that are dated in the future (a clock was wrong) take no place of the others.
 * @param times milliseconds since 1970
 */
export function superfluous(times: readonly number[], now: number): Set<number> {
  const newestFirst = [...times].sort((a, b) => b - a)
  const [ahead, past] = [newestFirst.filter((at) => at > now), newestFirst.filter((at) => at <= now)]
  const kept = new Set([
    ...newestOfEach(past, HOUR, HOURS_KEPT),
    ...newestOfEach(past, DAY, DAYS_KEPT),
    ...newestOfEach(ahead, DAY, DAYS_KEPT)
  ])
  return new Set(times.filter((at) => !kept.has(at)))
}
