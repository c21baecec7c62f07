import type { Findings } from '../../shared/api.ts'
import { steeringDoubt } from '../../shared/findingsInWords.ts'
import { percent } from '../../shared/numbersInWords.ts'
import { hasResults, isOutdated, outdatedWords } from '../../shared/runState.ts'
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

/** What stands behind the headline, in a few plain sentences. */
export function explanation(report: ReportModel, findings: Findings): string {
  const sentences: string[] = []
  const { whereabouts, lift } = findings
  if (whereabouts && lift !== null) {
    sentences.push(
      `On average ${percent(whereabouts.lanes)} of its attention lay inside the car’s own lane, ` +
        `which is ${lift.toFixed(2)} times what the size of the lane in the picture would give by chance` +
        (lift < 0.95 ? ': less than a model that knows nothing of lanes.' : '.')
    )
    const elsewhere = (['left', 'right', 'above', 'below'] as const)
      .map((zone) => ({ zone, share: whereabouts[zone] }))
      .toSorted((a, b) => b.share - a.share)[0]!
    sentences.push(
      `Outside the lane it looked most at what lies ${place[elsewhere.zone]} (${percent(elsewhere.share)}).`
    )
  }
  if (findings.judged < report.frames)
    sentences.push(
      `${report.frames - findings.judged} of ${report.frames} frames have no lane region that is certain enough, ` +
        'or no map; they are gaps, never flags.'
    )
  const doubt = steeringDoubt(findings)
  if (doubt) sentences.push(doubt)
  const method = report.model.methods.find(({ id }) => id === report.run.method)
  if (method?.caution && findings.stretches > 0) sentences.push(`Of ${method.label}: ${method.caution}`)
  if (isOutdated(report.run.state)) sentences.push(outdatedWords[report.run.state].why)
  if (report.frames < report.run.total)
    sentences.push(`The analysis is not finished: ${report.frames} of ${report.run.total} frames are in this report.`)
  return sentences.join(' ')
}

export const place = {
  left: 'left of the lane',
  right: 'right of the lane',
  above: 'above the horizon',
  below: 'below the lane, on the bonnet'
} as const
