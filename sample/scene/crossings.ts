import { crossingAt, type Junction } from '../world/junctions.ts'
import { pavedHalfWidth } from '../world/road.ts'
import type { World } from '../world/world.ts'
import { landPoint } from './ground.ts'
import { asphaltTile } from './groundPictures.ts'
import { MeshBuilder, type Tint, type Vector } from './mesh.ts'

/** Distances from our centre line at which a crossing road is measured, metres: close together where its corners are round. */
const rows = [pavedHalfWidth - 0.2, 4.6, 5.3, 6.4, 8.5, 10.5, 12, 17, 24, 34, 50, 75]
/** Cells across it: it bends with the height of our road. */
const cells = 8
const sides = [1, -1] as const

/** The paved surface of crossing roads, left and right of ours. */
export function crossingMesh(world: World, junctions: readonly Junction[]): MeshBuilder {
  const mesh = new MeshBuilder()
  const tone: Tint = [0.95, 0.95, 0.95]
  for (const junction of junctions) {
    for (const side of sides) {
      let previous: number[] = []
      for (const distance of rows) {
        const { from, to } = crossingAt(junction, side * distance)
        const middle = (from + to) / 2
        const line = Array.from({ length: cells + 1 }, (_, i) => {
          const s = from + ((to - from) * i) / cells
          const u = 0.5 + (s - middle) / asphaltTile.across
          return mesh.vertex(surface(world, s, side, distance), [0, 0, 1], u, distance / asphaltTile.along, tone)
        })
        for (let i = 0; i < cells && previous.length; i++) {
          // Our left is its far edge on one side and its near edge on the other.
          const [left, right] = side > 0 ? [line, previous] : [previous, line]
          const [a, b, c, d] = [left[i] ?? 0, right[i] ?? 0, right[i + 1] ?? 0, left[i + 1] ?? 0]
          mesh.triangle(a, b, c)
          mesh.triangle(a, c, d)
        }
        previous = line
      }
    }
  }
  return mesh
}

const paint: Tint = [0.7, 0.7, 0.68]
/** How far from our centre line its lines are painted, metres, and the paint and gap of its dashes. */
const painted = { to: 60, dash: 3, gap: 4 }

/** What is painted on crossing roads: dashes along their middle, lines along their edges, a stop line where they meet ours. */
export function crossingPaintMesh(world: World, junctions: readonly Junction[]): MeshBuilder {
  const mesh = new MeshBuilder()
  for (const junction of junctions) {
    const half = junction.width / 2
    for (const side of sides) {
      const stripe = (near: number, far: number, from: number, to: number): void => {
        const at = (distance: number, across: number): Vector => {
          const [x, y, z] = surface(world, junction.s + junction.skew * side * distance + across, side, distance)
          return [x, y, z + 0.012]
        }
        const [left, right] = side > 0 ? [far, near] : [near, far]
        const corners = [at(left, from), at(right, from), at(right, to), at(left, to)] as const
        mesh.quad(corners, paint, [0, 0, 1, 1], [0, 0, 1])
      }
      const mouth = pavedHalfWidth + junction.flare
      for (let at = mouth + 1; at < painted.to; at += painted.dash + painted.gap) {
        stripe(at, at + painted.dash, -0.07, 0.07)
      }
      for (let at = mouth; at < painted.to; at += painted.dash) {
        for (const edge of [-1, 1])
          stripe(at, at + painted.dash, edge * (half - 0.3) - 0.07, edge * (half - 0.3) + 0.07)
      }
      // Who comes from our left keeps to the half that is nearer to where we come from, and the other way round.
      const [from, to] = side > 0 ? [-half + 0.4, -0.15] : [0.15, half - 0.4]
      stripe(mouth - 2.5, mouth - 2, from, to)
    }
  }
  return mesh
}

/** Over the land but under our own road, and higher where the land is measured less closely. */
function surface(world: World, s: number, side: 1 | -1, distance: number): Vector {
  const [x, y, z] = landPoint(world, s, side, distance)
  return [x, y, z + 0.04 + 0.003 * distance]
}
