import { table } from '../report.ts'
import { type CrashResult, IMPACT, inTime } from './crashClip.ts'
import { isNews, type RunOffEvaluation } from './evaluateRunOff.ts'
import { before, type RunOffResult, type StayingResult, warningOf } from './runOffs.ts'
import type { Flagged } from './watchDrives.ts'

/** The evaluation as tables for a terminal. */
export function runOffTable({ off, stays, quiet, calm, crash }: RunOffEvaluation): string {
  const minutes = (60 * quiet.hours).toFixed(1)
  const heard = `Drives that stay on the road: ${minutes} minutes, ${quiet.hourly.toFixed(1)} false events an hour (at most ${quiet.atMost.toFixed(1)} with 95 % confidence)\n`
  return [
    offTable(off),
    summary(off),
    heard,
    quietTable('stays on the road', stays),
    quietTable('calm drive', calm),
    ...(crash ? crash.map(crashTable) : ['The crash clip is left out: there is no folder of real data.\n'])
  ].join('\n')
}

function offTable(off: readonly RunOffResult[]): string {
  return table(
    [
      'runs off',
      'driver',
      'pull',
      'astray at',
      'lane',
      'road',
      'sure',
      'lowest lift',
      'events',
      'in time',
      'known: lowest',
      'events',
      'in time'
    ],
    off.map((result) => [
      result.drive,
      result.how.driver,
      `${result.how.pull}`,
      ...[result.astray, result.lane, result.road].map(String),
      result.sure.toFixed(2),
      value(result.lowest),
      inWords(result.events),
      inTimeWords(result),
      value(result.known.lowest),
      inWords(result.known.events),
      inTimeWords({ ...result, events: result.known.events })
    ])
  )
}

/** How many are flagged in time, by kind, before which edge; and were the lane known. */
function summary(off: readonly RunOffResult[]): string {
  const known = off.map((result) => ({ ...result, events: result.known.events }))
  const row = (title: string, results: readonly RunOffResult[], edge: 'lane' | 'road'): string[] => {
    const kinds = results.flatMap((result) => warningOf(result, edge)?.kind ?? [])
    const each = [...new Set(kinds)].map((kind) => `${kind} ${kinds.filter((one) => one === kind).length}`)
    return [title, `${kinds.length} of ${results.length}`, each.join(', '), `${results.flatMap(before).length}`]
  }
  return table(
    ['flagged half a second before the car', 'drives', 'by kind', 'events over before it went astray'],
    [
      row('leaves the road', off, 'road'),
      row('leaves its lane', off, 'lane'),
      row('leaves the road, were the lane known', known, 'road'),
      row('leaves its lane, were the lane known', known, 'lane')
    ]
  )
}

function quietTable(title: string, drives: readonly StayingResult[]): string {
  return table(
    [title, 'seconds', 'events', "of them 'lost' or 'jumped'"],
    drives.map(({ drive, seconds, events }) => [
      drive,
      seconds.toFixed(1),
      inWords(events),
      `${events.filter(isNews).length}`
    ])
  )
}

/** Frames of the clip between two lines of its curves. */
const EVERY = 10

function crashTable({ model, found, known }: CrashResult): string {
  const columns = [found, ...known.map(({ watched }) => watched)]
  const names = ['lanes found', ...known.map(({ margin }) => `lanes drawn, widened by ${margin}`)]
  const events = columns.map((watched, i) => {
    const first = inTime(watched)
    return `${names[i]}: ${inWords(watched.events)}${first ? `, ${IMPACT - first.first} frames before the impact` : ''}\n`
  })
  const curves = table(
    [`crash clip, ${model}`, 'lane confidence', ...names.map((name) => `lift, ${name}`)],
    found.times.flatMap((_, frame) =>
      frame % EVERY === 0
        ? [[`${frame}`, value(found.confidence[frame]), ...columns.map(({ lift }) => value(lift[frame]))]]
        : []
    )
  )
  return `${events.join('')}${curves}`
}

function inTimeWords(result: RunOffResult): string {
  const event = warningOf(result, 'road')
  return event ? `${((result.road - event.first) / result.rate).toFixed(1)} s` : 'no'
}

function inWords(events: readonly Flagged[]): string {
  return events.map(({ kind, first, last }) => `${kind} ${first}-${last}`).join(', ') || 'none'
}

function value(number: number | null | undefined): string {
  return number?.toFixed(2) ?? '-'
}
