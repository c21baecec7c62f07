import type { EventList } from './api/events.ts'
import { margins, marginIndex } from './margins.ts'
import { clock, percent } from './numbersInWords.ts'

/** A rule and what it comes to on a drive: the values its measure is compared with, the stretch they were taken from. */
export type RuleOnDrive = Pick<EventList, 'rule' | 'thresholds' | 'nominal'>

/** A threshold or a score in as many digits as mean something: '1.67', '0.5'. */
export function scoreInWords(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** Where a threshold lies: its value in the measure's terms and, where the rule asks for a quantile, that: '1.67 (quantile 0.5)'. */
export function thresholdInWords({ rule, thresholds }: Omit<RuleOnDrive, 'nominal'>, which: 'enter' | 'leave'): string {
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
  const { rule, thresholds, nominal } = on
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
  return parts.join('; ')
}
