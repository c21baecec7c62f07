import type { EventList } from './api/events.ts'
import { eventKinds, kindById } from './eventKinds.ts'
import { margins, marginIndex } from './margins.ts'
import { clock, percent } from './numbersInWords.ts'

/** A rule and what it comes to on a drive: the values its measure is compared with, the stretch they were taken from. */
export type RuleOnDrive = Pick<EventList, 'rule' | 'thresholds' | 'nominal' | 'untold'>

/** A threshold or a score in as many digits as mean something: '1.67', '0.5'. */
export function scoreInWords(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** Where a threshold lies: its value in the measure's terms and, where the rule asks for a quantile, that: '1.67 (quantile 0.5)'. */
export function thresholdInWords(
  { rule, thresholds }: Pick<RuleOnDrive, 'rule' | 'thresholds'>,
  which: 'enter' | 'leave'
): string {
  if (rule.thresholds === 'value') return scoreInWords(rule[which])
  const value = thresholds ? scoreInWords(thresholds[which]) : 'an unknown value'
  return `${value} (quantile ${scoreInWords(rule[which])})`
}

/** What quantiles are taken over: 'the whole drive', or the nominal stretch by its times. */
export function nominalInWords(nominal: EventList['nominal'], timeOf: (frame: number) => number): string {
  if (!nominal) return 'the whole drive'
  const { first, last } = nominal
  return `the nominal stretch, ${clock(timeOf(first))} to ${clock(timeOf(last))} (frames ${first} to ${last})`
}

/**
 * Everything that makes a rule, in one sentence without its full stop.
 * @param timeOf seconds of a frame
 */
export function ruleInWords(on: RuleOnDrive, timeOf: (frame: number) => number): string {
  const { rule, thresholds, nominal, untold } = on
  const { measure, smoothSeconds, minSeconds, mergeSeconds, minConfidence } = rule
  const parts = [
    `flag where ${measure}, averaged over ${smoothSeconds} s, falls below ${thresholdInWords(on, 'enter')} ` +
      `until it rises above ${thresholdInWords(on, 'leave')}`
  ]
  if (rule.thresholds === 'quantile') {
    parts.push(`quantiles are of that average over ${nominalInWords(nominal, timeOf)}`)
    if (!thresholds) parts.push('no frame there has a score, so nothing is flagged')
  }
  const margin = margins[marginIndex(rule.margin)]!
  parts.push(
    `events are at least ${minSeconds} s long, gaps under ${mergeSeconds} s are closed`,
    `lanes are at least ${percent(minConfidence)} certain` +
      (margin > 0 ? ` and widened by ${percent(margin)} of their width on each side` : ', as wide as they are')
  )
  const kinds = eventKinds.filter(({ id }) => rule.kinds[id]).map(({ label }) => `‘${label.toLowerCase()}’`)
  parts.push(kinds.length === 0 ? 'no kind of event is looked for' : `what is looked for: ${kinds.join(', ')}`)
  parts.push(...untold.map(untoldInWords))
  return parts.join('; ')
}

/** Such as '‘attention jumped’ cannot be told: the recording has no steering …'. */
export function untoldInWords({ kind, because }: EventList['untold'][number]): string {
  return `‘${kindById(kind).label.toLowerCase()}’ cannot be told: ${because}`
}
