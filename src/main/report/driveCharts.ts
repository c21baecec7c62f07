import { clock } from '../../shared/numbersInWords.ts'
import { chartOf, type Chart } from './chart.ts'
import type { Markup } from './markup.ts'
import type { ReportModel } from './reportModel.ts'
import { isJudged } from './summary.ts'

/** The drive as three charts under each other: steering, share in the lanes, lift; events are shaded in all of them. */
export function driveCharts(report: ReportModel): Markup[] {
  const bands = report.events.map((event, i) => ({
    first: event.first,
    last: event.last,
    look: event.verdict,
    label: `event ${i + 1}, from ${clock(report.times[event.first] ?? 0)}: ${event.reason}`
  }))
  const common = { bands, times: report.times }
  return [steering(report, common), share(report, common), lift(report, common)].map(chartOf)
}

type Common = Pick<Chart, 'bands' | 'times'>

function steering(report: ReportModel, common: Common): Chart {
  const sameUnit = report.recorded?.unit === report.predicted.unit
  const recorded = report.recorded && sameUnit ? [report.recorded.values] : []
  const largest = Math.max(1e-6, ...[report.predicted.values, ...recorded].map(largestOf))
  const unit = { normalised: 'share of full lock', deg: 'degrees', rad: 'radians' }[report.predicted.unit]
  return {
    ...common,
    title: `Steering (${unit}; up is left)`,
    lines: [
      ...recorded.map((values) => ({ label: 'recorded', look: 'recorded', values })),
      { label: 'predicted by the model', look: 'predicted', values: report.predicted.values }
    ],
    range: [-largest * 1.08, largest * 1.08],
    ticks: [-largest, 0, largest].map((at) => ({ at, label: at === 0 ? '0' : String(Number(at.toPrecision(2))) }))
  }
}

function share(report: ReportModel, common: Common): Chart {
  return {
    ...common,
    title: 'Share of attention inside the lane',
    lines: [
      { label: 'share', look: 'lanes', values: judged(report, report.share) },
      ...(report.rule.measure === 'share' ? [threshold(report)] : [])
    ],
    range: [0, 1],
    ticks: [0, 0.5, 1].map((at) => ({ at, label: `${at * 100} %` }))
  }
}

function lift(report: ReportModel, common: Common): Chart {
  const values = judged(report, report.lift)
  const top = Math.max(2, Math.ceil(largestOf(values)))
  return {
    ...common,
    title: 'Lift (1 is a map that knows nothing of lanes)',
    lines: [{ label: 'lift', look: 'lanes', values }, ...(report.rule.measure === 'lift' ? [threshold(report)] : [])],
    range: [0, top],
    ticks: [0, 1, top].map((at) => ({ at, label: String(at) }))
  }
}

/** A score as the rule sees it: a gap where the lanes are too uncertain. */
function judged(report: ReportModel, values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, frame) => (isJudged(report, frame) ? value : null))
}

function threshold(report: ReportModel) {
  return {
    label: `flagged below ${report.rule.enter}`,
    look: 'threshold',
    values: report.times.map(() => report.rule.enter)
  }
}

function largestOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((largest, value) => Math.max(largest, Math.abs(value ?? 0)), 0)
}
