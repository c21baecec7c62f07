import { BufferAttribute, BufferGeometry } from 'three'

export type Vector = readonly [x: number, y: number, z: number]
/** Linear RGB. */
export type Tint = readonly [red: number, green: number, blue: number]
/** A rectangle of a texture: left, lower, right, upper edge in 0..1. */
export type Patch = readonly [u0: number, v0: number, u1: number, v1: number]

const whole: Patch = [0, 0, 1, 1]

/** Collects triangles with normals, texture coordinates and colours into one geometry. */
export class MeshBuilder {
  readonly #positions: number[] = []
  readonly #normals: number[] = []
  readonly #uvs: number[] = []
  readonly #colours: number[] = []
  readonly #indices: number[] = []

  get empty(): boolean {
    return this.#indices.length === 0
  }

  /** Adds a vertex and gives its index. */
  vertex(position: Vector, normal: Vector, u: number, v: number, colour: Tint): number {
    this.#positions.push(...position)
    this.#normals.push(...normal)
    this.#uvs.push(u, v)
    this.#colours.push(...colour)
    return this.#positions.length / 3 - 1
  }

  triangle(a: number, b: number, c: number): void {
    this.#indices.push(a, b, c)
  }

  /** A quad by its corners, counter-clockwise from the lower left as seen from its front; the normal is theirs unless given. */
  quad(corners: readonly [Vector, Vector, Vector, Vector], colour: Tint, patch: Patch = whole, normal?: Vector): void {
    const [a, b, c, d] = corners
    // Diagonals give a normal even where two corners meet.
    const facing = normal ?? unit(cross(minus(c, a), minus(d, b)))
    const [u0, v0, u1, v1] = patch
    const first = this.vertex(a, facing, u0, v0, colour)
    this.vertex(b, facing, u1, v0, colour)
    this.vertex(c, facing, u1, v1, colour)
    this.vertex(d, facing, u0, v1, colour)
    this.#indices.push(first, first + 1, first + 2, first, first + 2, first + 3)
  }

  geometry(): BufferGeometry {
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', new BufferAttribute(new Float32Array(this.#positions), 3))
    geometry.setAttribute('normal', new BufferAttribute(new Float32Array(this.#normals), 3))
    geometry.setAttribute('uv', new BufferAttribute(new Float32Array(this.#uvs), 2))
    geometry.setAttribute('color', new BufferAttribute(new Float32Array(this.#colours), 3))
    geometry.setIndex(this.#indices)
    geometry.computeBoundingSphere()
    return geometry
  }
}

/** Right-handed axes on the ground: `at` plus metres along `heading`, to its left and up. */
export function frameAt(at: Vector, heading: number, slope = 0): (along: number, left: number, up: number) => Vector {
  const [c, s, rise] = [Math.cos(heading), Math.sin(heading), Math.tan(slope)]
  return (along, left, up) => [at[0] + along * c - left * s, at[1] + along * s + left * c, at[2] + along * rise + up]
}

/** A box from its local frame: ranges along, left and up, in metres. */
export function addBox(
  mesh: MeshBuilder,
  local: (along: number, left: number, up: number) => Vector,
  ranges: readonly [back: number, front: number, right: number, left: number, low: number, high: number],
  colour: Tint,
  patch: Patch = whole
): void {
  const [back, front, right, left, low, high] = ranges
  const sides = [
    [local(back, left, low), local(back, right, low), local(back, right, high), local(back, left, high)],
    [local(front, right, low), local(front, left, low), local(front, left, high), local(front, right, high)],
    [local(front, left, low), local(back, left, low), local(back, left, high), local(front, left, high)],
    [local(back, right, low), local(front, right, low), local(front, right, high), local(back, right, high)],
    [local(back, left, high), local(back, right, high), local(front, right, high), local(front, left, high)]
  ] as const
  for (const side of sides) mesh.quad(side, colour, patch)
}

export function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function unit(a: Vector): Vector {
  const length = Math.hypot(...a) || 1
  return [a[0] / length, a[1] / length, a[2] / length]
}
