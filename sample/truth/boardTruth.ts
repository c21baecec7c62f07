import { type CameraPose, project } from '../drive/camera.ts'
import type { Board } from '../world/boards.ts'
import type { Road } from '../world/road.ts'

/** A planted board in one picture: its bounding box in unit picture coordinates, clipped to the picture. */
export interface BoardBox {
  /** Index in the world's list of boards. */
  board: number
  points: 'left' | 'right'
  left: number
  top: number
  right: number
  bottom: number
  /** Metres. */
  depth: number
}

/** The four corners of the panel in the world: lower left, lower right, upper right, upper left as the driver sees it. */
export function boardCorners(road: Road, board: Board): [x: number, y: number, z: number][] {
  const [x, y, z] = road.point(board.s, board.offset)
  const heading = road.heading(board.s)
  const half = board.width / 2
  const corner = (side: number, up: number): [number, number, number] => [
    x - side * half * Math.sin(heading),
    y + side * half * Math.cos(heading),
    z + up
  ]
  const [low, high] = [board.foot, board.foot + board.height]
  return [corner(1, low), corner(-1, low), corner(-1, high), corner(1, high)]
}

/** Share of the picture's width below which a board is too far away to be looked at: 4 pixels of a model's input. */
const smallest = 0.02

/** Whether a planted board is large enough in the picture to be looked at. */
export function showsBoard(boxes: readonly BoardBox[]): boolean {
  return boxes.some(({ left, right }) => right - left > smallest)
}

/** The boards within `reach` metres of which any part is in the picture. */
export function boardBoxes(road: Road, boards: readonly Board[], pose: CameraPose, s: number, reach = 60): BoardBox[] {
  const boxes: BoardBox[] = []
  for (const [index, board] of boards.entries()) {
    if (board.s < s || board.s > s + reach) continue
    const corners = boardCorners(road, board).map((corner) => project(pose, corner))
    const seen = corners.filter((corner) => corner !== null)
    if (seen.length < 4) continue
    const xs = seen.map(({ x }) => x)
    const ys = seen.map(({ y }) => y)
    const [left, right] = [Math.max(0, Math.min(...xs)), Math.min(1, Math.max(...xs))]
    const [top, bottom] = [Math.max(0, Math.min(...ys)), Math.min(1, Math.max(...ys))]
    if (right <= left || bottom <= top) continue
    boxes.push({ board: index, points: board.points, left, top, right, bottom, depth: seen[0]?.depth ?? 0 })
  }
  return boxes
}
