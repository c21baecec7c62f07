import { measures, type Measure } from '../../shared/measures.ts'
import { clock } from '../../shared/numbersInWords.ts'
import { nominalInWords, thresholdInWords } from '../../shared/ruleInWords.ts'
import { steeringUnitNames } from '../../shared/steering.ts'
import { isJudged } from '../review/findings.ts'
import { chartOf, type Chart, type Line } from './chart.ts'
import type { Markup } from './markup.ts'
import type { ReportModel } from './reportModel.ts'

/**
 * The drive as charts under each other: steering, and each measure; events are shaded in all of them. The
 * chart of what the rule reads has its thresholds, as values of that measure.
 */
export function driveCharts(report: ReportModel): Markup[] {
  const bands = report.events.map((event, i) => ({
    first: event.first,
    last: event.last,
    look: `${event.kind} ${event.verdict}`,
    label: `event ${i + 1}, from ${clock(report.times[event.first] ?? 0)}: ${event.reason}`
  }))
  const seconds = (frame: number): number => report.times[frame] ?? 0
  const { nominal, rule } = report
  const isRelative = nominal !== null && rule.thresholds === 'quantile'
  const mark = isRelative ? { ...nominal, label: nominalInWords(nominal, seconds) } : undefined
  const common = { bands, times: report.times, ...(mark && { mark }) }
  return [steering(report, common), ...measures.map((measure) => measured(report, common, measure))].map(chartOf)
}

type Common = Pick<Chart, 'bands' | 'times' | 'mark'>

function steering(report: ReportModel, common: Common): Chart {
  const sameUnit = report.recorded?.unit === report.predicted.unit
  const recorded = report.recorded && sameUnit ? [report.recorded.values] : []
  const largest = Math.max(1e-6, ...[report.predicted.values, ...recorded].map(largestOf))
  const { unit } = report.predicted
  return {
    ...common,
    title: `Steering (${unit === 'normalised' ? 'share of full lock' : steeringUnitNames[unit]}; up is left)`,
    lines: [
      ...recorded.map((values) => ({ label: 'recorded', look: 'recorded', values })),
      { label: 'predicted by the model', look: 'predicted', values: report.predicted.values }
    ],
    range: [-largest * 1.08, largest * 1.08],
    ticks: [-largest, 0, largest].map((at) => ({ at, label: at === 0 ? '0' : String(Number(at.toPrecision(2))) }))
  }
}

function measured(report: ReportModel, common: Common, measure: (typeof measures)[number]): Chart {
  const { id, title, top: edge, marks, atMark } = measure
  const lines = [{ label: id, look: 'lanes', values: judged(report, report[id]) }, ...thresholds(report, id)]
  const highest = (): number => Math.ceil(Math.max(...lines.map((line) => largestOf(line.values))))
  const top = 'always' in edge ? edge.always : Math.max(edge.atLeast, highest())
  return {
    ...common,
    ...shade(report, id),
    title,
    lines,
    range: [0, top],
    ticks: [...marks, top].map((at) => ({ at, label: atMark(at) }))
  }
}

/** A score as the rule sees it: a gap where the lanes are too uncertain. */
function judged({ laneConfidence, rule }: ReportModel, values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, frame) => (isJudged({ laneConfidence: laneConfidence[frame] ?? 0 }, rule) ? value : null))
}

/** Lines at the values that the measure is compared with; none in the chart of the other measure, or where they are unknown. */
function thresholds(report: ReportModel, measure: Measure): Line[] {
  const { thresholds, rule } = report
  if (rule.measure !== measure || !thresholds) return []
  const at = (which: 'enter' | 'leave', says: string): Line => ({
    label: `${says} ${thresholdInWords(report, which)}`,
    look: `threshold ${which}`,
    values: report.times.map(() => thresholds[which])
  })
  return [at('enter', 'flagged below'), at('leave', 'until above')]
}

function shade({ rule, thresholds }: ReportModel, measure: Measure): Pick<Chart, 'shadedBelow'> {
  return rule.measure === measure && thresholds ? { shadedBelow: thresholds.enter } : {}
}

function largestOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((largest, value) => Math.max(largest, Math.abs(value ?? 0)), 0)
}
