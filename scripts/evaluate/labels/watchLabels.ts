import { basename, join } from 'node:path'
import { probeVideo } from '../../../src/main/decode/probe.ts'
import { smoothLanes } from '../../../src/main/lanes/smoothLanes.ts'
import { openRecording } from '../../../src/main/recording/open.ts'
import type { Recording } from '../../../src/main/recording/recording.ts'
import { isExpected, sentence } from '../../../src/shared/errors.ts'
import type { LaneRegion } from '../../../src/shared/lanes.ts'
import { watchDrive } from '../watchDrive.ts'
import { labelOverlap, type LabelOverlap } from './labelOverlap.ts'
import { stretchesOf } from './stretches.ts'
import type { LabelledFrame } from './truthFile.ts'
import { areUnrelated } from './unrelatedPictures.ts'

/** What the detector says of a labelled frame. */
export interface JudgedLabel {
  /** 0..1; 0 where it found no lane. */
  confidence: number
  /** Null where the label says that there is no lane to be in. */
  overlap: LabelOverlap | null
}

/** The labelled frames of one recording. */
export interface JudgedSource {
  source: string
  labels: JudgedLabel[]
  /** Why frames of it could not be looked at, in sentences; they count as frames without a lane. */
  problems: string[]
}

/** Opens a recording as the app does, looks for the lanes of all of it, and compares them with its labels. */
export async function watchLabels(
  folder: string,
  source: string,
  labels: readonly LabelledFrame[]
): Promise<JudgedSource> {
  const problems: string[] = []
  const regions = await regionsAt(join(folder, source), labels).catch((error: unknown) => {
    if (!isExpected(error)) throw error
    problems.push(sentence(error))
    return labels.map(() => null)
  })
  const judged = labels.map((label, i): JudgedLabel => {
    const region = regions[i]
    if (region === undefined) problems.push(`${source} has no frame ${label.frame}.`)
    const none = { iou: 0, near: 0 }
    const overlap = label.lane && (region ? labelOverlap(label, region.polygon) : none)
    return { confidence: region?.confidence ?? 0, overlap }
  })
  return { source, labels: judged, problems }
}

/** The lanes without their margin at labelled frames; undefined where there is no such frame. */
async function regionsAt(path: string, labels: readonly LabelledFrame[]): Promise<(LaneRegion | null | undefined)[]> {
  const recording = await openRecording(path, { probe: probeVideo })
  const numbers = labels.map(({ frame }) => frameNumber(recording, frame))
  const wanted = numbers.filter((number) => number >= 0)
  const found = new Map<number, LaneRegion | null>()
  for (const stretch of stretchesOf(wanted, recording.frames.count, recording.rate))
    (await regionsIn(recording, stretch)).forEach((region, i) => found.set(stretch.first + i, region))
  return numbers.map((number) => found.get(number))
}

async function regionsIn(
  recording: Recording,
  stretch: { first: number; last: number }
): Promise<(LaneRegion | null)[]> {
  const { kind, rate } = recording
  const lanesOf = (evidence: Parameters<typeof smoothLanes>[0]): (LaneRegion | null)[] => smoothLanes(evidence, rate, 0)
  if (kind !== 'image-folder') return lanesOf(await watchDrive(recording, stretch))
  // At one picture a second every picture is looked at.
  const evidence = await watchDrive({ ...recording, rate: 1 }, stretch)
  const glances = evidence.flatMap((look) => (look ? [Buffer.from(look.glance, 'base64')] : []))
  return areUnrelated(glances) ? evidence.map((look) => lanesOf([look])[0] ?? null) : lanesOf(evidence)
}

/** -1 where there is no such frame. */
function frameNumber({ source }: Recording, frame: number | string): number {
  if (typeof frame === 'number') return frame
  return source.type === 'images' ? source.files.findIndex((file) => basename(file) === basename(frame)) : -1
}
