import { runLaneModel } from '../../src/main/analysis/laneModel.ts'
import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { probeVideo } from '../../src/main/decode/probe.ts'
import { viewSize } from '../../src/main/decode/sizes.ts'
import { chooseEngine } from '../../src/main/engine/engines.ts'
import { smoothLanes } from '../../src/main/lanes/smoothLanes.ts'
import { regionOfOutput } from '../../src/main/lanes/modelOutput.ts'
import { nodeOf } from '../../src/main/model/graph/graph.ts'
import { outputPicture } from '../../src/main/model/graph/outputPicture.ts'
import { openModel } from '../../src/main/model/open.ts'
import { openRecording } from '../../src/main/recording/open.ts'
import { defaultRule } from '../../src/shared/events.ts'
import { drawBoundaries, type FrameOutlines } from './boundaryPictures.ts'
import { overlapOfRegions } from './overlap.ts'
import { VIEW_WIDTH, watchDrive } from './watchDrive.ts'

/** How far the lane detector and a lane model say the same of a video whose truth nobody knows. */
export interface Agreement {
  frames: number
  /** Parts of the frames in which the detector is sure, and in which the model shows a lane. */
  sure: number
  shown: number
  /** Overlap (IoU) of the lane, without margins, where both speak: mean, and the frame that is worst. */
  overlap: number
  least: number
}

/**
 * The model's output is a picture of 0 to 1 that marks the lane; its recipe is guessed or lies beside it.
 * @param pictures a PNG file to draw the lanes of both into, or null
 */
export async function laneAgreement(video: string, segmenter: string, pictures: string | null): Promise<Agreement> {
  const recording = await openRecording(video, { probe: probeVideo })
  const { width, height, rate } = recording
  // The model marks the lane alone, without the corridor's margin.
  const regions = smoothLanes(await watchDrive(recording), rate, 0)
  const opened = await openModel(segmenter)
  const id = outputPicture(opened.graph, opened.head.output) ?? ''
  const [rows = 0, columns = 0, channels = 1] = nodeOf(opened.graph, id).shape
  const graph = { ...opened.graph, outputs: { lane: id } }
  const engine = await chooseEngine('auto')
  const session = await engine.load(graph)
  const model = { graph, recipe: opened.recipe, shape: [rows, columns, channels] as const }
  const source = { type: 'video' as const, file: video }
  const plan = { source, width, height, from: 0, input: opened.recipe, pictureWidth: null, viewWidth: null }
  const settings = { channel: 0, threshold: 0.5, below: false }
  const overlaps: number[] = []
  const outlines: FrameOutlines[] = []
  const view = viewSize({ width, height }, VIEW_WIDTH)
  let [frames, sure, shown] = [0, 0, 0]
  for await (const { frame, input } of decodeFrames(plan, new AbortController().signal)) {
    const [output] = input ? await runLaneModel(session, model, [input]) : []
    const marked = output && regionOfOutput(output, settings, opened.recipe, { width, height })
    const found = regions[frame]
    const known = found && found.confidence >= defaultRule.minConfidence
    frames++
    sure += Number(known)
    shown += Number(Boolean(marked))
    outlines.push({ detected: known ? found.polygon : null, marked: marked?.polygon ?? null })
    if (known && marked) overlaps.push(overlapOfRegions(found.polygon, marked.polygon, view))
  }
  engine.dispose()
  if (pictures !== null) await drawBoundaries(pictures, { file: video, width, height }, outlines)
  return {
    frames,
    sure: sure / frames,
    shown: shown / frames,
    overlap: overlaps.reduce((sum, value) => sum + value, 0) / overlaps.length,
    least: Math.min(...overlaps)
  }
}
