import { defaultRule } from '../../../src/shared/events.ts'
import type { Bar } from '../bars.ts'
import { RIGHT, WRONG } from '../lanes.ts'
import { type Reliability, reliability } from '../reliability.ts'
import { reliabilityTable } from '../reliabilityTable.ts'
import { table } from '../report.ts'
import type { LabelledFrame } from './truthFile.ts'
import { type JudgedLabel, type JudgedSource, watchLabels } from './watchLabels.ts'

/** What the detector says of some labelled frames. */
export interface LabelResult {
  source: string
  frames: number
  /** Frames that have a lane, and how many of them it is sure of; sure is what the default rule takes for sure. */
  lanes: number
  sureLanes: number
  /** The part of those. */
  sure: number
  /** Mean overlap where it is sure, of whole polygons and of the rows that the label reaches; null where it never is. */
  iou: number | null
  near: number | null
  /** Frames in which it is sure, and overlaps too little or there is no lane. */
  wrongFrames: number
  /** The part of all frames. */
  wrong: number
}

export interface LabelEvaluation extends Omit<LabelResult, 'source'> {
  minConfidence: number
  sources: LabelResult[]
  reliability: Reliability
  /** Why labelled frames could not be looked at. */
  problems: string[]
}

/**
 * Measures the lane detector on frames that people labelled.
 * @param folder the data folder that the sources of the labels lie below
 */
export async function evaluateLabels(labels: readonly LabelledFrame[], folder: string): Promise<LabelEvaluation> {
  const judged: JudgedSource[] = []
  for (const [source, some] of Map.groupBy(labels, (label) => label.source))
    judged.push(await watchLabels(folder, source, some))
  return labelEvaluation(judged)
}

export function labelEvaluation(judged: readonly JudgedSource[]): LabelEvaluation {
  const all = judged.flatMap(({ labels }) => labels)
  const { source: _, ...whole } = labelResult('all', all)
  return {
    ...whole,
    minConfidence: defaultRule.minConfidence,
    sources: judged.map(({ source, labels }) => labelResult(source, labels)),
    reliability: reliability(
      all.map(({ confidence, overlap }) => ({ confidence, right: overlap !== null && overlap.iou >= RIGHT }))
    ),
    problems: judged.flatMap(({ problems }) => problems)
  }
}

function labelResult(source: string, labels: readonly JudgedLabel[]): LabelResult {
  const lanes = labels.filter(({ overlap }) => overlap)
  const sure = labels.filter(({ confidence }) => confidence >= defaultRule.minConfidence)
  const overlaps = sure.flatMap(({ overlap }) => (overlap ? [overlap] : []))
  const wrong = sure.filter(({ overlap }) => !overlap || overlap.iou < WRONG)
  return {
    source,
    frames: labels.length,
    lanes: lanes.length,
    sureLanes: overlaps.length,
    sure: overlaps.length / lanes.length,
    iou: mean(overlaps.map(({ iou }) => iou)),
    near: mean(overlaps.map(({ near }) => near)),
    wrongFrames: wrong.length,
    wrong: wrong.length / labels.length
  }
}

function mean(values: readonly number[]): number | null {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null
}

export function labelTable({ sources, reliability, problems, ...all }: LabelEvaluation): string {
  const results = table(
    ['labelled', 'frames', 'sure', '', 'IoU where sure', 'near', 'sure and wrong'],
    [{ ...all, source: 'all' }, ...sources].map((result) => [
      result.source,
      `${result.frames}`,
      `${result.sureLanes} of ${result.lanes}`,
      result.sure.toFixed(2),
      result.iou?.toFixed(3) ?? '-',
      result.near?.toFixed(3) ?? '-',
      `${result.wrongFrames} of ${result.frames}`
    ])
  )
  return `${results}\n${reliabilityTable(reliability)}${problems.map((problem) => `\n${problem}`).join('')}`
}

export function labelBars({ sources, iou, sure, wrongFrames, problems }: LabelEvaluation): Bar[] {
  const least = Math.min(...sources.filter(({ lanes }) => lanes > 0).map((source) => source.sure))
  return [
    { name: 'labels: mean overlap (IoU) where sure', value: iou ?? NaN, limit: { least: 0.85 } },
    { name: 'labels: sure in frames with a lane', value: sure, limit: { least: 0.8 } },
    { name: 'labels: the same in the source where it is least', value: least, limit: { least: 0.6 } },
    { name: 'labels: frames that are sure and wrong', value: wrongFrames, limit: { most: 1 } },
    { name: 'labels: frames or sources that could not be looked at', value: problems.length, limit: { most: 0 } }
  ]
}
