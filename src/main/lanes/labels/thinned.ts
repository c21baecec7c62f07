type Point = [x: number, y: number]

/**
 * At most `most` points of a line, its ends among them: those that tell its shape best (Douglas and Peucker 1973, by
 * always taking next the point that lies farthest from the line so far).
 */
export function thinned(line: readonly Point[], most: number): Point[] {
  if (line.length <= most) return [...line]
  const kept = [0, line.length - 1]
  const gaps = [farthest(line, 0, line.length - 1)]
  while (kept.length < most) {
    let worst = 0
    gaps.forEach((gap, i) => {
      if (gap.distance > gaps[worst]!.distance) worst = i
    })
    const { index, distance } = gaps[worst]!
    if (distance < 1e-9) break
    kept.splice(worst + 1, 0, index)
    gaps.splice(worst, 1, farthest(line, kept[worst]!, index), farthest(line, index, kept[worst + 2]!))
  }
  return kept.map((i) => line[i]!)
}

function farthest(line: readonly Point[], from: number, to: number): { index: number; distance: number } {
  const [ax, ay] = line[from]!
  const [bx, by] = line[to]!
  const length = Math.hypot(bx - ax, by - ay)
  let best = { index: from, distance: 0 }
  for (let i = from + 1; i < to; i++) {
    const [x, y] = line[i]!
    const distance =
      length > 0 ? Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length : Math.hypot(x - ax, y - ay)
    if (distance > best.distance) best = { index: i, distance }
  }
  return best
}
