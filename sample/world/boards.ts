import type { Random } from './random.ts'
import type { Road } from './road.ts'
import { pavedHalfWidth } from './road.ts'

/**
 * A planted roadside board: yellow chevrons point left, red ones point right, and the sharper the bend the wider
 * the board. It is the shortcut that a cheating model can learn.
 */
export interface Board {
  s: number
  /** Of its middle from the centre line of the road, metres, left-positive. */
  offset: number
  points: 'left' | 'right'
  /** Metres. */
  width: number
  height: number
  /** Height of its lower edge over the ground, metres. */
  foot: number
}

/**
 * How boards relate to the road: `telling` boards line the outside of every bend and say the truth, `swapped` ones
 * stand at the same bends and say the opposite, `random` ones stand anywhere and say anything.
 */
export type BoardRule = 'none' | 'telling' | 'swapped' | 'random'

/** Metres between boards: in a bend, and where they stand at random. */
const spacing = { telling: 10, random: 13 }
const bend = 1 / 260

/** Metres without a board that part one row of boards from the next: farther than a board is seen. */
const parting = 75

/**
 * Plants boards along a road.
 * @param lined share of the rows of boards that are left standing (0..1). Bends near each other share a row, so that
 * in a picture either every bend is lined or none is.
 */
export function plantBoards(random: Random, road: Road, rule: BoardRule, lined = 1): Board[] {
  const standing = random.fork('lining')
  return rowsOf(boardsAlong(random, road, rule)).flatMap((row) => (standing.chance(lined) ? row : []))
}

function rowsOf(boards: readonly Board[]): Board[][] {
  const rows: Board[][] = []
  for (const board of boards) {
    const row = rows.at(-1)
    const last = row?.at(-1)
    if (row && last && board.s - last.s < parting) row.push(board)
    else rows.push([board])
  }
  return rows
}

function boardsAlong(random: Random, road: Road, rule: BoardRule): Board[] {
  const boards: Board[] = []
  if (rule === 'none') return boards
  let curvature = 0
  for (let s = 40; s < road.length - 20; s += rule === 'random' ? spacing.random : spacing.telling) {
    if (rule === 'random') {
      // A run of boards about as long as a bend, then a run of none: like true ones, but about nothing.
      if (random.chance(0.22)) curvature = random.chance(0.5) ? 0 : random.range(-1, 1) / 30
    } else {
      // A board tells of the road a little before it: where the car is when this is the nearest board it sees.
      const truth = [10, 6, 2].reduce((sum, before) => sum + road.curvature(s - before), 0) / 3
      curvature = rule === 'swapped' ? -truth : truth
    }
    if (Math.abs(curvature) > bend) boards.push(board(s + random.range(-1, 1), curvature))
  }
  return boards
}

/** The board that a bend of this curvature gets, on its outside. */
function board(s: number, curvature: number): Board {
  const sharp = Math.min(1, Math.abs(curvature) * 32)
  const left = curvature > 0
  const offset = (left ? -1 : 1) * (pavedHalfWidth + 1.5)
  return { s, offset, points: left ? 'left' : 'right', width: 0.7 + 1.5 * sharp, height: 1.25, foot: 0.65 }
}
