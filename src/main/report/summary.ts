import type { Findings } from '../../shared/api.ts'
import { attentionInWords, headline, unjudgedInWords } from '../../shared/findingsInWords.ts'
import { percent } from '../../shared/numbersInWords.ts'
import { doubts } from '../../shared/oddities.ts'
import { hasResults } from '../../shared/runState.ts'
import { correlation } from '../recording/correlation.ts'
import type { ReportModel } from './reportModel.ts'

/** What a run says as a whole. */
export function findingsOf(report: ReportModel): Findings {
  const standing = report.events.filter((event) => event.verdict !== 'dismissed')
  const flagged = new Set<number>()
  for (const event of standing) for (let frame = event.first; frame <= event.last; frame++) flagged.add(frame)

  const sums = { lanes: 0, left: 0, right: 0, above: 0, below: 0 }
  const attended = hasResults(report.run.state) ? report.centroid.filter((middle) => middle !== null).length : null
  let judged = 0
  let lifts = 0
  for (let frame = 0; frame < report.frames; frame++) {
    if (!isJudged(report, frame)) continue
    const share = report.share[frame] ?? null
    const zones = report.zones[frame] ?? null
    if (share === null || zones === null) continue
    judged++
    lifts += report.lift[frame] ?? 0
    sums.lanes += share
    for (const zone of ['left', 'right', 'above', 'below'] as const) sums[zone] += zones[zone]
  }
  const mean = (sum: number) => sum / judged
  return {
    correlation: report.recorded && correlation(report.predicted.values, report.recorded.values),
    stretches: standing.length,
    shareOfDrive: report.frames === 0 ? 0 : flagged.size / report.frames,
    judged,
    attended,
    coverage: report.frames === 0 ? 0 : judged / report.frames,
    whereabouts:
      judged === 0
        ? null
        : {
            lanes: mean(sums.lanes),
            left: mean(sums.left),
            right: mean(sums.right),
            above: mean(sums.above),
            below: mean(sums.below)
          },
    lift: judged === 0 ? null : mean(lifts)
  }
}

/** Whether the lane region of a frame is certain enough for the rule to read its score. */
export function isJudged(report: ReportModel, frame: number): boolean {
  return (report.laneConfidence[frame] ?? 0) >= report.rule.minConfidence
}

/** What stands behind the headline and what is to be doubted about it, in a few plain sentences. */
export function explanation(report: ReportModel, findings: Findings): string {
  const { run, frames } = report
  const method = report.model.methods.find(({ id }) => id === run.method)
  const sentences = [
    attentionInWords(findings),
    mostElsewhere(findings),
    unjudgedInWords(findings),
    ...doubts({ run, findings, method }).map(({ message }) => message),
    frames < run.total ? `The analysis is not finished: ${frames} of ${run.total} frames are in this report.` : null
  ]
  const headed = headline(findings)
  // A finding may be a doubt as well.
  return [...new Set(sentences)].filter((sentence) => sentence !== null && sentence !== headed).join(' ')
}

function mostElsewhere({ whereabouts }: Findings): string | null {
  if (!whereabouts) return null
  const elsewhere = (['left', 'right', 'above', 'below'] as const)
    .map((zone) => ({ zone, share: whereabouts[zone] }))
    .toSorted((a, b) => b.share - a.share)[0]!
  return `Outside the lane it looked most at what lies ${place[elsewhere.zone]} (${percent(elsewhere.share)}).`
}

export const place = {
  left: 'left of the lane',
  right: 'right of the lane',
  above: 'above the horizon',
  below: 'below the lane, on the bonnet'
} as const
