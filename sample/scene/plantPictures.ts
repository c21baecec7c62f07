import type { Texture } from 'three'
import type { Random } from '../world/random.ts'
import type { Plant } from '../world/scenery.ts'
import type { Patch } from './mesh.ts'
import { cutOut, easel } from './pictures.ts'

const cell = 320
const columns = 6
const kinds = ['broadleaf', 'conifer', 'bush', 'grass'] as const

/** One picture with six of each kind of plant, painted leaf by leaf. */
export function plantPictures(random: Random): Texture {
  const { canvas, pen } = easel(cell * columns, cell * kinds.length)
  for (const [row, kind] of kinds.entries()) {
    for (let column = 0; column < columns; column++) {
      pen.save()
      pen.beginPath()
      pen.rect(column * cell + 2, row * cell + 2, cell - 4, cell - 4)
      pen.clip()
      // Foot of the plant at the origin, up is negative.
      pen.translate((column + 0.5) * cell, (row + 1) * cell - 2)
      painters[kind](pen, random)
      pen.restore()
    }
  }
  return cutOut(canvas, [70, 84, 44])
}

/** Where in the picture a plant of this kind and variant is. */
export function plantPatch(kind: Plant['kind'], variant: number): Patch {
  const row = kinds.indexOf(kind)
  const column = variant % columns
  const inset = 3 / (cell * columns)
  return [
    column / columns + inset,
    1 - (row + 1) / kinds.length + inset,
    (column + 1) / columns - inset,
    1 - row / kinds.length - inset
  ]
}

const painters: Record<Plant['kind'], (pen: CanvasRenderingContext2D, random: Random) => void> = {
  broadleaf: (pen, random) => {
    branch(pen, random, 0, 0, -Math.PI / 2, cell * 0.3, 13)
    const crown = { y: -cell * 0.6, rx: cell * random.range(0.33, 0.44), ry: cell * random.range(0.33, 0.38) }
    const base = random.range(-14, 14)
    leaves(pen, random, 46, crown, 110, [78 + base, 98, 46])
  },
  conifer: (pen, random) => {
    pen.fillStyle = '#3d3328'
    pen.fillRect(-4, -cell * 0.3, 8, cell * 0.3)
    const width = random.range(0.3, 0.42) * cell
    for (let level = 0; level < 46; level++) {
      const down = level / 46
      const y = -cell * 0.97 + down * cell * 0.88
      const reach = width * (0.06 + 0.94 * down) * random.range(0.75, 1.05)
      for (let i = 0; i < 16 + down * 40; i++) {
        const x = random.range(-1, 1) * reach
        const light = random.range(0.5, 1.1) * (1.05 - 0.25 * (x / width)) * (0.8 + 0.3 * (1 - down))
        pen.strokeStyle = `rgb(${46 * light},${70 * light},${44 * light})`
        pen.lineWidth = random.range(1.2, 2.6)
        pen.beginPath()
        pen.moveTo(x * 0.75, y - 3)
        pen.lineTo(x, y + random.range(4, 12))
        pen.stroke()
      }
    }
  },
  bush: (pen, random) => {
    const crown = { y: -cell * 0.36, rx: cell * 0.4, ry: cell * 0.33 }
    leaves(pen, random, 30, crown, 90, [84 + random.range(-15, 20), 100, 50])
  },
  grass: (pen, random) => {
    for (let i = 0; i < 230; i++) {
      const x = random.normal() * cell * 0.17
      const height = cell * random.range(0.25, 0.95) * Math.exp(-((x / (cell * 0.33)) ** 2))
      const light = random.range(0.6, 1.25)
      const dry = random.next() ** 2
      pen.strokeStyle = `rgb(${(88 + 75 * dry) * light},${(106 + 32 * dry) * light},${(50 + 34 * dry) * light})`
      pen.lineWidth = random.range(1.5, 3.2)
      pen.beginPath()
      pen.moveTo(x, 0)
      pen.quadraticCurveTo(x, -height * 0.6, x + random.range(-0.22, 0.22) * cell, -height)
      pen.stroke()
    }
  }
}

function branch(
  pen: CanvasRenderingContext2D,
  random: Random,
  x: number,
  y: number,
  angle: number,
  length: number,
  width: number
): void {
  const [endX, endY] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length]
  pen.strokeStyle = '#4a3d30'
  pen.lineCap = 'round'
  pen.lineWidth = width
  pen.beginPath()
  pen.moveTo(x, y)
  pen.lineTo(endX, endY)
  pen.stroke()
  if (width < 2.5) return
  for (let i = 0; i < 3; i++)
    branch(pen, random, endX, endY, angle + random.range(-0.8, 0.8), length * 0.62, width * 0.6)
}

/** A crown of clusters of leaves, lit from above: dark inside and below, bright on top. */
function leaves(
  pen: CanvasRenderingContext2D,
  random: Random,
  clusters: number,
  crown: { y: number; rx: number; ry: number },
  count: number,
  [red, green, blue]: [number, number, number]
): void {
  const centres = Array.from({ length: clusters }, () => {
    const [angle, radius] = [random.range(0, 2 * Math.PI), Math.sqrt(random.next()) * 0.82]
    return { x: Math.cos(angle) * radius * crown.rx, y: crown.y + Math.sin(angle) * radius * crown.ry }
  }).sort((a, b) => b.y - a.y)
  for (const centre of centres) {
    const size = random.range(0.17, 0.28) * crown.rx * 1.5
    for (let i = 0; i < count; i++) {
      const [angle, radius] = [random.range(0, 2 * Math.PI), Math.sqrt(random.next())]
      const [dx, dy] = [Math.cos(angle) * radius, Math.sin(angle) * radius]
      const top = 0.5 - dy * 0.5
      const height = (crown.y + crown.ry - centre.y) / (2 * crown.ry)
      const light = (0.5 + 0.55 * top * (i / count) + 0.38 * height) * random.range(0.82, 1.2)
      pen.fillStyle = `rgb(${red * light},${green * light},${blue * light})`
      pen.beginPath()
      pen.ellipse(
        centre.x + dx * size,
        centre.y + dy * size,
        random.range(2, 4.6),
        random.range(1.6, 3.2),
        random.range(0, 3),
        0,
        7
      )
      pen.fill()
    }
  }
}
