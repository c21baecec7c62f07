import { CORRIDOR_MARGIN } from '../../shared/lanes.ts'
import { egoLane } from './labels/egoLane.ts'
import type { LabelledLane } from './labels/frameLabel.ts'
import { maskLines } from './labels/maskLines.ts'
import type { Mask } from './labels/maskParts.ts'
import type { PngPixels } from './labels/pngPixels.ts'
import { rowSpan } from './rowSpan.ts'

/** What stands for a road and for paint on it in the first channel of a semantic picture. */
export interface SemanticTags {
  road: number
  line: number
}

/**
 * Of CARLA up to 0.9.13, from 0.9.14 on (Docs/ref_sensors.md of each), and the red of its CityScapes palette, which is the
 * same in both.
 */
const known: readonly SemanticTags[] = [
  { road: 7, line: 6 },
  { road: 1, line: 24 },
  { road: 128, line: 157 }
]

/** Cameras look level, so the horizon is the middle row. */
const HORIZON = 0.5
/** From this row on what lies on the ground is near: the own road in nearly all pictures. */
const NEAR = 0.7
/** Paint along the road is no wider than this share of the picture; stop lines and the bars of crossings are. */
const WIDEST = 0.08
/** A line that is nowhere seen below this row, some 15 m ahead, does not tell where the lane begins. */
const SEEN_FROM = 0.62
/** Metres; a lane is no narrower and no wider. Two lanes without a line between them are wider, bars of a crossing narrower. */
const NARROWEST = 2.2
const WIDEST_LANE = 4.8
/** Rows at which its width is looked at, and the part of the lane that is road there, where other cars may stand. */
const ROWS = [0.68, 0.75, 0.85, 0.95]
const ROAD = 0.5

/** The tags that a drive's pictures are made with, by what lies at their foot; null where no road does. */
export function semanticTags(pictures: readonly PngPixels[]): SemanticTags | null {
  const count = (value: number): number =>
    pictures.reduce((sum, { width, height, channels, data }) => {
      for (let i = Math.floor(NEAR * height) * width; i < width * height; i++) if (data[i * channels] === value) sum++
      return sum
    }, 0)
  const areas = known.map(({ road, line }) => (count(line) > 0 ? count(road) : 0))
  const most = Math.max(...areas)
  return most > 0 ? known[areas.indexOf(most)]! : null
}

/**
 * The own lane between the nearest lines of paint left and right of the picture's middle. Nothing is said where one of
 * them is missing or not seen near enough, where they are as far apart as no lane is, or where no road lies between them.
 *
 * @param cameraHeight metres above the road, of a camera that looks level
 */
export function semanticLane(pixels: PngPixels, tags: SemanticTags, cameraHeight: number): LabelledLane | null {
  const lines = maskLines(alongTheRoad(pixels, tags.line)).filter((line) => line.some(([, y]) => y >= SEEN_FROM))
  const lane = egoLane(lines)
  return lane && ROWS.every((row) => isLaneAt(row, lane, pixels, tags, cameraHeight)) ? lane : null
}

/** Paint, without what lies across. */
function alongTheRoad({ width, height, channels, data }: PngPixels, line: number): Mask {
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++)
    for (let x = 0; x < width; x++) {
      const from = x
      while (x < width && data[(row * width + x) * channels] === line) x++
      if (x > from && x - from <= WIDEST * width) mask.fill(1, row * width + from, row * width + x)
    }
  return { width, height, data: mask }
}

function isLaneAt(
  row: number,
  { polygon }: LabelledLane,
  { width, height, channels, data }: PngPixels,
  { road, line }: SemanticTags,
  cameraHeight: number
): boolean {
  const span = rowSpan(polygon, row)
  // A lane that begins below this row.
  if (!span) return false
  const margin = ((span[1] - span[0]) * CORRIDOR_MARGIN) / (1 + 2 * CORRIDOR_MARGIN)
  const [from, to] = [span[0] + margin, span[1] - margin]
  const metres = ((to - from) * width * cameraHeight) / ((row - HORIZON) * height)
  if (metres < NARROWEST || metres > WIDEST_LANE) return false
  const first = Math.max(0, Math.ceil(from * width))
  const last = Math.min(width - 1, Math.floor(to * width))
  let paved = 0
  for (let x = first; x <= last; x++) {
    const value = data[(Math.floor(row * height) * width + x) * channels]
    if (value === road || value === line) paved++
  }
  return paved >= ROAD * (last - first + 1)
}
