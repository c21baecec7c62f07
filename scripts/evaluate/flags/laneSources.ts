import { drawnRegion } from '../../../src/main/lanes/drawn.ts'
import { withoutBonnet } from '../../../src/main/lanes/bonnet.ts'
import { CORRIDOR_MARGIN } from '../../../src/main/lanes/corridor.ts'
import { createLaneWatcher } from '../../../src/main/analysis/laneWatcher.ts'
import { smoothLanes } from '../../../src/main/lanes/smoothLanes.ts'
import { importedRegion } from '../../../src/main/lanes/imported.ts'
import { recordedSides } from '../../../src/main/lanes/recordedSides.ts'
import { rowSpan } from '../../../src/main/lanes/rowSpan.ts'
import { regionOfOutput } from '../../../src/main/lanes/modelOutput.ts'
import { regionMask } from '../../../sample/truth/regionMask.ts'
import { motionOf, pathRegion } from '../../../src/shared/drivenPath.ts'
import type { LaneRegion, LaneSide, LaneSource, Polygon } from '../../../src/shared/lanes.ts'
import type { PlantedDrive } from './plantedDrive.ts'

type Regions = (LaneRegion | null)[]

/** Frames between drawn polygons and between imported labels. */
const DRAWN_EVERY = 20
const LABEL_EVERY = 10
/** Size of the lane model's output. */
const OUTPUT = { width: 160, height: 90 }

/** The lane regions of a planted drive from each source there is, without what its bonnet covers. */
export async function regionsBySource(drive: PlantedDrive): Promise<Record<LaneSource, Regions>> {
  const sources: Record<LaneSource, Regions> = {
    drawn: drawn(drive),
    imported: imported(drive),
    recorded: recorded(drive),
    model: modelled(drive),
    detected: await detected(drive),
    path: driven(drive)
  }
  for (const regions of Object.values(sources))
    regions.forEach((region, frame) => (regions[frame] = withoutBonnet(region, drive.bonnet)))
  return sources
}

/** Some twenty vertices of a polygon: what a person would click. */
function sparse(polygon: Polygon): Polygon {
  const every = Math.max(1, Math.floor(polygon.length / 20))
  return polygon.filter((_, i) => i % every === 0 || i === polygon.length - 1)
}

function drawn({ corridor }: PlantedDrive): Regions {
  const keyframes = corridor.flatMap((polygon, frame) =>
    frame % DRAWN_EVERY === 0 ? [{ frame, polygon: sparse(polygon) }] : []
  )
  return corridor.map((_, frame) => drawnRegion(keyframes, frame))
}

function imported({ corridor, rate }: PlantedDrive): Regions {
  const labels = corridor.flatMap((polygon, frame) =>
    frame % LABEL_EVERY === 0 ? [{ frame, lane: { polygon: sparse(polygon), confidence: 1 } }] : []
  )
  return corridor.map((_, frame) => importedRegion(labels, frame, rate))
}

/** The true sides of the lane, as a simulator would give them. */
function recorded({ corridor }: PlantedDrive): Regions {
  const outer = CORRIDOR_MARGIN / (1 + 2 * CORRIDOR_MARGIN)
  return corridor.map((polygon) => {
    const ys = polygon.map(([, y]) => y)
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)]
    const spans = Array.from({ length: 30 }, (_, i) => top + ((i + 0.5) / 30) * (bottom - top)).flatMap((row) => {
      const span = rowSpan(polygon, row)
      return span ? [{ row, span }] : []
    })
    const side = (part: number): LaneSide => ({
      points: spans.map(({ row, span: [from, to] }) => [from + part * (to - from), row] as const),
      confidence: 1
    })
    return recordedSides({ left: side(outer), right: side(1 - outer) })
  })
}

/** What a segmenter without fault would put out. */
function modelled({ corridor, width, height }: PlantedDrive): Regions {
  const reading = { channel: 0, threshold: 0.5, below: false }
  return corridor.map((polygon) => {
    const { coverage } = regionMask(polygon, { crop: null }, OUTPUT, OUTPUT)
    const output = { shape: [OUTPUT.height, OUTPUT.width, 1] as const, values: coverage }
    return regionOfOutput(output, reading, { crop: null }, { width, height })
  })
}

async function detected({ pictures, width, height, rate }: PlantedDrive): Promise<Regions> {
  const watcher = createLaneWatcher({ width, height })
  const evidence = await watcher.see(pictures)
  watcher.dispose()
  return smoothLanes(evidence, rate)
}

function driven({ corridor, signals, camera, width, height, rate }: PlantedDrive): Regions {
  const motion = motionOf({ times: corridor.map((_, frame) => frame / rate), signals })
  return corridor.map((_, frame) => {
    const region = pathRegion(motion, camera, frame, width / height, CORRIDOR_MARGIN)
    return region && { ...region, source: 'path' as const }
  })
}
