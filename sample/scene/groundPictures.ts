import type { Texture } from 'three'
import type { Random } from '../world/random.ts'
import { easel, speckle, tiling, wrapped } from './pictures.ts'

/** Metres of road that one asphalt texture covers along and across. */
export const asphaltTile = { along: 24, across: 8.2 }

/** Asphalt from edge to edge: grain, blotches, wheel tracks, seams, cracks and mended places. */
export function asphaltPicture(random: Random): Texture {
  const { canvas, pen } = easel(512, 1024)
  const metre = 512 / asphaltTile.across
  pen.fillStyle = '#757470'
  pen.fillRect(0, 0, 512, 1024)
  blotches(pen, random, 160, [20, 90], ['#68676a', '#82817e', '#77756f'], 0.12)
  for (const lane of [-1.75, 1.75]) {
    for (const wheel of [-0.78, 0.78]) {
      const x = (lane + wheel) * metre + 256
      const track = pen.createLinearGradient(x - 26, 0, x + 26, 0)
      track.addColorStop(0, 'rgba(60,60,64,0)')
      track.addColorStop(0.5, 'rgba(58,58,62,0.3)')
      track.addColorStop(1, 'rgba(60,60,64,0)')
      pen.fillStyle = track
      pen.fillRect(x - 26, 0, 52, 1024)
    }
    const oil = pen.createLinearGradient(lane * metre + 236, 0, lane * metre + 276, 0)
    oil.addColorStop(0, 'rgba(40,40,42,0)')
    oil.addColorStop(0.5, 'rgba(40,40,42,0.22)')
    oil.addColorStop(1, 'rgba(40,40,42,0)')
    pen.fillStyle = oil
    pen.fillRect(lane * metre + 236, 0, 40, 1024)
  }
  for (let i = 0; i < 3; i++) {
    const [x, y] = [random.range(20, 440), random.range(0, 1024)]
    const [w, h] = [random.range(40, 130), random.range(40, 160)]
    wrapped(pen, () => {
      pen.fillStyle = 'rgba(48,48,52,0.5)'
      pen.fillRect(x, y, w, h)
    })
  }
  for (let i = 0; i < 14; i++) {
    const points = walk(random, random.range(0, 512), random.range(0, 1024), Math.floor(random.range(12, 50)), 9)
    wrapped(pen, () => stroke(pen, points, 'rgba(38,38,40,0.65)', random.range(0.8, 1.8)))
  }
  speckle(pen, random, 44)
  return tiling(canvas)
}

/** Grass seen from above, tiling: blades, clover, dry spots. */
export function grassPicture(random: Random): Texture {
  const { canvas, pen } = easel(512, 512)
  pen.fillStyle = '#66703f'
  pen.fillRect(0, 0, 512, 512)
  blotches(pen, random, 130, [14, 70], ['#5a6838', '#757a48', '#87825a', '#4e5c30'], 0.2)
  for (let i = 0; i < 9000; i++) {
    const [x, y] = [random.range(0, 512), random.range(0, 512)]
    const [dx, dy] = [random.range(-4, 4), random.range(-7, -2)]
    const light = random.range(0.45, 1.4)
    const dry = random.next() ** 3
    const colour = `rgb(${(84 + 62 * dry) * light},${(96 + 24 * dry) * light},${(48 + 30 * dry) * light})`
    wrapped(pen, () =>
      stroke(
        pen,
        [
          [x, y],
          [x + dx, y + dy]
        ],
        colour,
        1.2
      )
    )
  }
  speckle(pen, random, 26)
  return tiling(canvas)
}

/** How much of the paint is left, tiling along a line: opacity in the alpha channel. */
export function paintPicture(random: Random): Texture {
  const { canvas, pen } = easel(64, 512)
  const image = pen.createImageData(64, 512)
  const coarse = Array.from({ length: 16 * 64 }, () => random.next())
  for (let y = 0; y < 512; y++) {
    for (let x = 0; x < 64; x++) {
      const patch = coarse[((y >> 3) % 64) * 16 + (x >> 2)] ?? 0
      const keep = 0.45 * random.next() + 0.55 * patch
      const edge = Math.min(1, Math.min(x, 63 - x) / 4)
      image.data.set([255, 255, 255, 255 * edge * (0.25 + 0.75 * keep)], (y * 64 + x) * 4)
    }
  }
  pen.putImageData(image, 0, 0)
  return tiling(canvas)
}

type Point = [x: number, y: number]

function blotches(
  pen: CanvasRenderingContext2D,
  random: Random,
  count: number,
  radii: [number, number],
  colours: [string, ...string[]],
  opacity: number
): void {
  for (let i = 0; i < count; i++) {
    const [x, y] = [random.range(0, pen.canvas.width), random.range(0, pen.canvas.height)]
    const [rx, ry, turn] = [random.range(...radii), random.range(...radii), random.range(0, 3)]
    const colour = random.pick(colours)
    wrapped(pen, () => {
      pen.globalAlpha = opacity
      pen.fillStyle = colour
      pen.beginPath()
      pen.ellipse(x, y, rx, ry, turn, 0, 7)
      pen.fill()
    })
  }
  pen.globalAlpha = 1
}

function walk(random: Random, x: number, y: number, steps: number, stride: number): Point[] {
  let angle = random.range(0, 7)
  const points: Point[] = [[x, y]]
  for (let i = 0; i < steps; i++) {
    angle += random.range(-0.7, 0.7)
    const [px, py] = points[i] ?? [x, y]
    points.push([px + Math.cos(angle) * stride, py + Math.sin(angle) * stride])
  }
  return points
}

function stroke(pen: CanvasRenderingContext2D, points: readonly Point[], colour: string, width: number): void {
  pen.strokeStyle = colour
  pen.lineWidth = width
  pen.beginPath()
  for (const [x, y] of points) pen.lineTo(x, y)
  pen.stroke()
}
