import { boardCorners } from '../truth/boardTruth.ts'
import { railPanel } from '../world/clearing.ts'
import { pavedHalfWidth } from '../world/road.ts'
import type { House, Pole, Rail } from '../world/scenery.ts'
import type { World } from '../world/world.ts'
import { addBox, frameAt, MeshBuilder, type Tint, type Vector } from './mesh.ts'
import { groundPoint } from './plants.ts'
import { propPatch } from './propPictures.ts'

const plain = propPatch('plain')
const metal: Tint = [0.5, 0.52, 0.54]
const walls: readonly Tint[] = [
  [0.8, 0.76, 0.66],
  [0.72, 0.55, 0.4],
  [0.75, 0.75, 0.74],
  [0.62, 0.36, 0.28],
  [0.82, 0.74, 0.5]
]
const roofs: readonly Tint[] = [
  [0.42, 0.16, 0.11],
  [0.2, 0.2, 0.22],
  [0.36, 0.24, 0.18],
  [0.5, 0.22, 0.14]
]

/** Everything solid beside one stretch of the road: boards, signs, poles and wires, rails, houses. */
export function propMesh(world: World, from: number, to: number): MeshBuilder {
  const mesh = new MeshBuilder()
  const here = (s: number): boolean => s >= from && s < to
  for (const board of world.boards) {
    if (!here(board.s)) continue
    const corners = boardCorners(world.road, board)
    const [a, b, c, d] = corners
    const heading = world.road.heading(board.s)
    if (a && b && c && d) {
      mesh.quad([a, b, c, d], [1, 1, 1], propPatch(board.points))
      const behind = ([x, y, z]: Vector): Vector => [x + 0.04 * Math.cos(heading), y + 0.04 * Math.sin(heading), z]
      mesh.quad([behind(b), behind(a), behind(d), behind(c)], [0.4, 0.4, 0.42], plain)
    }
    const local = frameAt(world.road.point(board.s + 0.06, board.offset), heading)
    for (const side of [-0.3, 0.3]) {
      const at = side * board.width
      addBox(mesh, local, [0, 0.07, at - 0.035, at + 0.035, -0.3, board.foot + board.height], metal, plain)
    }
  }
  for (const house of world.scenery.houses) if (here(house.s)) addHouse(mesh, world, house)
  for (const rail of world.scenery.rails) addRail(mesh, world, rail, from, to)
  const poles = world.scenery.poles
  for (const pole of poles) {
    if (!here(pole.s)) continue
    const next = poles.find((other) => other.kind === 'utility' && other.s > pole.s)
    addPole(mesh, world, pole, next)
  }
  return mesh
}

function addHouse(mesh: MeshBuilder, world: World, house: House): void {
  const [length, depth, height] = house.size
  const local = frameAt(
    groundPoint(world.road, world.land, house.s, house.offset),
    world.road.heading(house.s) + house.turn
  )
  const wall = walls[house.wall % walls.length] ?? metal
  const roof = roofs[house.roof % roofs.length] ?? metal
  const [l, d, ridge] = [length / 2, depth / 2, height + depth * 0.38]
  addBox(mesh, local, [-l, l, -d, d, -1.5, height], wall, propPatch('wall'))
  const eaves = 0.5
  const low = height - 0.25
  for (const side of [1, -1]) {
    const edge = side * (d + eaves)
    const slopeQuad: [Vector, Vector, Vector, Vector] = [
      local(side * (l + eaves), edge, low),
      local(-side * (l + eaves), edge, low),
      local(-side * (l + eaves), 0, ridge),
      local(side * (l + eaves), 0, ridge)
    ]
    mesh.quad(slopeQuad, roof, propPatch('roof'))
    const gable: [Vector, Vector, Vector, Vector] = [
      local(side * l, -side * d, low),
      local(side * l, side * d, low),
      local(side * l, 0, ridge),
      local(side * l, 0, ridge)
    ]
    mesh.quad(
      gable,
      wall,
      plain,
      local(side, 0, 0).map((v, i) => v - (local(0, 0, 0)[i] ?? 0)) as [number, number, number]
    )
  }
  addBox(mesh, local, [l * 0.3, l * 0.3 + 0.7, 0.6, 1.3, height, ridge + 0.6], [0.4, 0.25, 0.2], plain)
}

function addPole(mesh: MeshBuilder, world: World, pole: Pole, next: Pole | undefined): void {
  const base = groundPoint(world.road, world.land, pole.s, pole.offset)
  const local = frameAt(base, world.road.heading(pole.s))
  switch (pole.kind) {
    case 'utility': {
      const wood: Tint = [0.2, 0.16, 0.12]
      addBox(mesh, local, [-0.12, 0.12, -0.12, 0.12, -0.5, 8.2], wood, plain)
      addBox(mesh, local, [-0.06, 0.06, -0.9, 0.9, 7.4, 7.55], wood, plain)
      if (next)
        addWires(
          mesh,
          local,
          frameAt(groundPoint(world.road, world.land, next.s, next.offset), world.road.heading(next.s))
        )
      return
    }
    case 'delineator':
      addBox(mesh, local, [-0.04, 0.04, -0.06, 0.06, -0.2, 0.95], [0.85, 0.85, 0.85], propPatch('delineator'))
      return
    case 'speed-sign':
    case 'place-sign': {
      const [width, high] = pole.kind === 'speed-sign' ? [0.65, 0.65] : [1.15, 0.6]
      addBox(mesh, local, [0.03, 0.09, -0.03, 0.03, -0.3, 2.5], metal, plain)
      const [low, half] = [2.05, width / 2]
      const face: [Vector, Vector, Vector, Vector] = [
        local(0, half, low),
        local(0, -half, low),
        local(0, -half, low + high),
        local(0, half, low + high)
      ]
      mesh.quad(face, [1, 1, 1], propPatch(pole.kind === 'speed-sign' ? 'speed' : 'place'))
    }
  }
}

type Local = (along: number, left: number, up: number) => Vector

function addWires(mesh: MeshBuilder, here: Local, there: Local): void {
  const dark: Tint = [0.05, 0.05, 0.05]
  for (const left of [-0.8, 0, 0.8]) {
    const [a, b] = [here(0, left, 7.6), there(0, left, 7.6)]
    const at = (share: number, up: number): Vector => [
      a[0] + (b[0] - a[0]) * share,
      a[1] + (b[1] - a[1]) * share,
      a[2] + (b[2] - a[2]) * share - 3.2 * share * (1 - share) + up
    ]
    for (let i = 0; i < 8; i++) {
      mesh.quad([at(i / 8, 0), at((i + 1) / 8, 0), at((i + 1) / 8, 0.035), at(i / 8, 0.035)], dark, plain, [0, 0, 1])
    }
  }
}

function addRail(mesh: MeshBuilder, world: World, rail: Rail, from: number, to: number): void {
  const offset = rail.side * (pavedHalfWidth + 0.9)
  const profile = [
    [0, 0.42],
    [0.07, 0.5],
    [0, 0.57],
    [0.07, 0.64],
    [0, 0.72]
  ] as const
  for (let s = rail.from; s < rail.to; s += railPanel) {
    if (s < from || s >= to) continue
    for (const [i, [depth, up]] of profile.entries()) {
      const above = profile[i + 1]
      if (!above) break
      const at = (along: number, [d, z]: readonly [number, number]): Vector => {
        const [x, y, ground] = world.road.point(along, offset - rail.side * d)
        return [x, y, ground + z]
      }
      const corners = [
        at(s, [depth, up]),
        at(s + railPanel, [depth, up]),
        at(s + railPanel, above),
        at(s, above)
      ] as const
      const [a, b, c, d] = corners
      mesh.quad(rail.side > 0 ? [a, b, c, d] : [b, a, d, c], metal, plain)
    }
    const local = frameAt(world.road.point(s, offset + rail.side * 0.08), world.road.heading(s))
    addBox(mesh, local, [-0.05, 0.05, -0.06, 0.06, -0.3, 0.68], metal, plain)
  }
}
