import {
  Color,
  DoubleSide,
  Group,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  MeshPhongMaterial
} from 'three'
import type { OtherCar } from '../drive/traffic.ts'
import { addBox, frameAt, MeshBuilder, type Tint, type Vector } from './mesh.ts'

/** Side views, from the back to the front along the upper edge: [metres along, metres up], and where the glass is. */
const bodies = {
  saloon: {
    outline: [
      [-2.2, 0.55],
      [-2.2, 0.98],
      [-1.55, 1.03],
      [-0.85, 1.43],
      [0.35, 1.45],
      [1.1, 1.02],
      [2.05, 0.88],
      [2.2, 0.6]
    ],
    half: 0.88
  },
  estate: {
    outline: [
      [-2.3, 0.55],
      [-2.28, 1.05],
      [-2.05, 1.45],
      [0.3, 1.5],
      [1.1, 1.04],
      [2.1, 0.9],
      [2.25, 0.6]
    ],
    half: 0.9
  },
  van: {
    outline: [
      [-2.5, 0.55],
      [-2.5, 1.1],
      [-2.45, 2.15],
      [1.0, 2.2],
      [1.75, 1.35],
      [2.35, 1.1],
      [2.45, 0.6]
    ],
    half: 0.98
  }
} as const

const black: Tint = [0.02, 0.02, 0.022]
const glass: Tint = [0.045, 0.055, 0.065]

/** Builds one other car: painted body with a dark glasshouse, wheels, lights and its shadow on the ground. */
export function createCar(car: OtherCar): Group {
  const { outline, half } = bodies[car.kind]
  const paint = new Color().setHSL(...car.paint)
  const body: Tint = [paint.r, paint.g, paint.b]
  const mesh = new MeshBuilder()
  const local = frameAt([0, 0, 0], 0)
  const tuck = (up: number): number => half - Math.max(0, up - 0.95) * 0.3
  for (let i = 0; i + 1 < outline.length; i++) {
    const [p, q] = [outline[i] ?? [0, 0], outline[i + 1] ?? [0, 0]]
    const steep = Math.abs(q[1] - p[1]) > 0.25 && Math.max(p[1], q[1]) > 1.2
    const top: [Vector, Vector, Vector, Vector] = [
      local(p[0], tuck(p[1]), p[1]),
      local(p[0], -tuck(p[1]), p[1]),
      local(q[0], -tuck(q[1]), q[1]),
      local(q[0], tuck(q[1]), q[1])
    ]
    mesh.quad(top, steep ? glass : body)
    for (const side of [1, -1]) {
      const at = (along: number, up: number): Vector => local(along, side * tuck(up), up)
      const panel = (low: (x: number) => number, high: (x: number) => number, tint: Tint): void => {
        const corners: [Vector, Vector, Vector, Vector] = [
          at(p[0], low(p[1])),
          at(q[0], low(q[1])),
          at(q[0], high(q[1])),
          at(p[0], high(p[1]))
        ]
        const [a, b, c, d] = corners
        mesh.quad(side < 0 ? [a, b, c, d] : [b, a, d, c], tint)
      }
      panel(
        () => 0.3,
        (up) => Math.min(up, 0.98),
        body
      )
      if (Math.max(p[1], q[1]) > 1.1) {
        panel(
          (up) => Math.min(up, 0.98),
          (up) => Math.min(up, 1.36),
          car.kind === 'van' && i < 3 ? body : glass
        )
        panel(
          (up) => Math.min(up, 1.36),
          (up) => up,
          body
        )
      }
    }
  }
  addBox(mesh, local, [-2.18, 2.15, -half + 0.03, half - 0.03, 0.22, 0.6], black)
  for (const along of [-1.35, 1.35]) {
    for (const side of [-1, 1]) addWheel(mesh, local, along, side * (half - 0.08))
  }
  const group = new Group()
  group.add(
    new Mesh(
      mesh.geometry(),
      new MeshPhongMaterial({ vertexColors: true, side: DoubleSide, shininess: 60, specular: 0x444444 })
    )
  )
  group.add(lights(car, half), shade(half))
  const [c, s, rise] = [Math.cos(car.heading), Math.sin(car.heading), Math.tan(car.slope)]
  group.matrixAutoUpdate = false
  group.matrix = new Matrix4().set(c, -s, 0, car.x, s, c, 0, car.y, rise, 0, 1, car.z, 0, 0, 0, 1)
  return group
}

function addWheel(
  mesh: MeshBuilder,
  local: (a: number, l: number, u: number) => Vector,
  along: number,
  left: number
): void {
  const radius = 0.33
  const rim = (angle: number, out: number): Vector =>
    local(along + Math.cos(angle) * radius, left + out, radius + Math.sin(angle) * radius)
  const sides = 14
  for (let i = 0; i < sides; i++) {
    const [a, b] = [(i / sides) * 2 * Math.PI, ((i + 1) / sides) * 2 * Math.PI]
    mesh.quad([rim(b, 0.11), rim(b, -0.11), rim(a, -0.11), rim(a, 0.11)], black)
    for (const out of [0.11, -0.11]) {
      const normal: Vector = [0, Math.sign(out), 0]
      const hub = mesh.vertex(local(along, left + out, radius), normal, 0, 0, [0.12, 0.12, 0.125])
      const [from, to] = [rim(a, out), rim(b, out)].map((at) => mesh.vertex(at, normal, 0, 0, [0.03, 0.03, 0.03]))
      mesh.triangle(hub, from ?? hub, to ?? hub)
    }
  }
}

function lights(car: OtherCar, half: number): Mesh {
  const mesh = new MeshBuilder()
  const local = frameAt([0, 0, 0], 0)
  const tail: Tint = car.braking ? [6, 0.25, 0.15] : [0.8, 0.03, 0.03]
  for (const side of [-1, 1]) {
    const [inner, outer] = [side * (half - 0.42), side * (half - 0.08)].sort((a, b) => a - b) as [number, number]
    addBox(mesh, local, [-2.26, -2.18, inner, outer, 0.78, 0.93], tail)
    addBox(mesh, local, [2.1, 2.24, inner, outer, 0.66, 0.8], [3.2, 3.1, 2.7])
  }
  addBox(mesh, local, [-2.24, -2.18, -0.26, 0.26, 0.62, 0.74], [0.75, 0.75, 0.72])
  return new Mesh(mesh.geometry(), new MeshBasicMaterial({ vertexColors: true }))
}

function shade(half: number): Group {
  const group = new Group()
  for (const [grow, opacity] of [
    [0, 0.45],
    [0.18, 0.25],
    [0.4, 0.15]
  ] as const) {
    const mesh = new MeshBuilder()
    const [l, w] = [2.2 + grow, half + grow]
    mesh.quad(
      [
        [-l, w, 0.03],
        [-l, -w, 0.03],
        [l, -w, 0.03],
        [l, w, 0.03]
      ],
      [0, 0, 0]
    )
    const material = new MeshLambertMaterial({ color: 0, transparent: true, opacity, depthWrite: false })
    group.add(new Mesh(mesh.geometry(), material))
  }
  return group
}
