import { type Junction, leaveGap, mouthOf, type Stretch } from './junctions.ts'
import type { Random } from './random.ts'
import { laneWidth } from './road.ts'

/** One painted line along a stretch of road. Lengths in metres. */
export interface PaintedLine {
  from: number
  to: number
  /** Offset of its middle from the centre line of the road, left-positive. */
  offset: number
  width: number
  /** Painted and bare length of a dashed line; null for a solid one. */
  dash: { paint: number; gap: number } | null
  colour: 'white' | 'yellow'
  /** 0 is fresh paint, 1 nearly gone. */
  wear: number
}

/** Solid lines are laid in pieces of this length, metres. */
export const solidPiece = 1.5

/** Paints the whole road: every few hundred metres another crew, another year, another rule. */
export function paintMarkings(random: Random, length: number): PaintedLine[] {
  const lines: PaintedLine[] = []
  for (let from = 0; from < length;) {
    const to = Math.min(length, from + random.range(150, 420))
    const wear = random.chance(0.3) ? random.range(0.45, 0.8) : random.range(0, 0.35)
    const colour = random.chance(0.25) ? 'yellow' : 'white'
    const centre = random.pick(['dashed', 'dashed', 'solid', 'double'] as const)
    const dash =
      centre === 'dashed'
        ? random.pick([
            { paint: 3, gap: 6 },
            { paint: 4, gap: 4 }
          ])
        : null
    const stretch = { from, to, wear }
    const offsets = centre === 'double' ? [0.11, -0.11] : [0]
    for (const offset of offsets) lines.push({ ...stretch, offset, width: 0.13, dash, colour })
    const edges = random.pick(['both', 'both', 'both', 'right', 'none'] as const)
    const edge = { ...stretch, width: 0.14, dash: null, colour: 'white' as const }
    if (edges !== 'none') lines.push({ ...edge, offset: -laneWidth })
    if (edges === 'both') lines.push({ ...edge, offset: laneWidth })
    from = to
  }
  return lines
}

/** The lines without what lies in these stretches; dashes and pieces stay whole, and begin anew after each. */
export function interrupt(lines: readonly PaintedLine[], stretches: readonly Stretch[]): PaintedLine[] {
  const pieceOf = ({ dash }: PaintedLine): number => (dash ? dash.paint + dash.gap : solidPiece)
  return stretches.reduce((rest, stretch) => leaveGap(rest, stretch, pieceOf), [...lines])
}

const stopLine = { along: 0.5, across: laneWidth - 0.3 }

/** The stop lines across our two lanes, each before the junction as its traffic comes to it. */
export function stopLines(junctions: readonly Junction[]): PaintedLine[] {
  return junctions
    .filter(({ stop }) => stop)
    .flatMap((junction) => {
      const { from, to } = mouthOf(junction)
      const line = {
        width: stopLine.across,
        dash: { paint: stopLine.along, gap: 0 },
        colour: 'white' as const,
        wear: 0.1
      }
      return [
        { ...line, from: from - stopLine.along, to: from, offset: -laneWidth / 2 },
        { ...line, from: to, to: to + stopLine.along, offset: laneWidth / 2 }
      ]
    })
}
