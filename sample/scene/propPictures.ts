import type { Texture } from 'three'
import type { Random } from '../world/random.ts'
import type { Patch } from './mesh.ts'
import { cutOut, easel, speckle } from './pictures.ts'

const cell = 128
const names = ['plain', 'left', 'right', 'wall', 'roof', 'speed', 'place', 'delineator'] as const
export type PropPicture = (typeof names)[number]

/** One picture with the faces of everything beside the road that is not a plant. */
export function propPictures(random: Random): Texture {
  const { canvas, pen } = easel(cell * names.length, cell)
  for (const [column, name] of names.entries()) {
    pen.save()
    pen.translate(column * cell, 0)
    painters[name](pen, random)
    pen.restore()
  }
  speckle(pen, random, 12)
  return cutOut(canvas, [128, 128, 128])
}

export function propPatch(name: PropPicture): Patch {
  const column = names.indexOf(name)
  const inset = 2 / (cell * names.length)
  return [column / names.length + inset, 0.02, (column + 1) / names.length - inset, 0.98]
}

const painters: Record<PropPicture, (pen: CanvasRenderingContext2D, random: Random) => void> = {
  plain: (pen) => fill(pen, '#ffffff'),
  left: (pen) => chevrons(pen, '#f4c400', '#151515', -1),
  right: (pen) => chevrons(pen, '#c8141e', '#f4f4f4', 1),
  wall: (pen, random) => {
    fill(pen, '#e6e2d8')
    for (const x of [14, 54, 94]) {
      pen.fillStyle = '#f8f8f4'
      pen.fillRect(x - 3, 35, 26, 44)
      pen.fillStyle = random.chance(0.5) ? '#333c48' : '#4a525c'
      pen.fillRect(x, 38, 20, 38)
      pen.fillStyle = '#f8f8f4'
      pen.fillRect(x + 9, 38, 2, 38)
    }
    pen.fillStyle = '#8a857c'
    pen.fillRect(0, 118, cell, 10)
  },
  roof: (pen, random) => {
    fill(pen, '#d8d0cc')
    for (let y = 0; y < cell; y += 8) {
      for (let x = 0; x < cell; x += 8) {
        const shade = random.range(150, 230)
        pen.fillStyle = `rgb(${shade},${shade},${shade})`
        pen.fillRect(x, y, 7, 7)
      }
    }
  },
  speed: (pen) => {
    disc(pen, 62, '#c01818')
    disc(pen, 48, '#f6f6f6')
    letters(pen, '70', 60)
  },
  place: (pen) => {
    fill(pen, '#f2c61a')
    pen.strokeStyle = '#1a1a1a'
    pen.lineWidth = 6
    pen.strokeRect(5, 5, cell - 10, cell - 10)
    letters(pen, 'Auen', 40)
  },
  delineator: (pen) => {
    fill(pen, '#eeeeee')
    pen.fillStyle = '#161616'
    pen.beginPath()
    pen.moveTo(0, 24)
    pen.lineTo(cell, 4)
    pen.lineTo(cell, 50)
    pen.lineTo(0, 70)
    pen.fill()
    pen.fillStyle = '#f0a030'
    pen.fillRect(44, 20, 40, 30)
  }
}

function fill(pen: CanvasRenderingContext2D, colour: string): void {
  pen.fillStyle = colour
  pen.fillRect(0, 0, cell, cell)
}

function disc(pen: CanvasRenderingContext2D, radius: number, colour: string): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.arc(cell / 2, cell / 2, radius, 0, 7)
  pen.fill()
}

function letters(pen: CanvasRenderingContext2D, text: string, size: number): void {
  pen.fillStyle = '#181818'
  pen.font = `bold ${size}px sans-serif`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, cell / 2, cell / 2 + 3)
}

function chevrons(pen: CanvasRenderingContext2D, ground: string, ink: string, way: 1 | -1): void {
  fill(pen, ground)
  pen.strokeStyle = ink
  pen.lineWidth = 20
  for (const middle of [38, 94]) {
    pen.beginPath()
    pen.moveTo(middle - way * 16, 14)
    pen.lineTo(middle + way * 16, cell / 2)
    pen.lineTo(middle - way * 16, cell - 14)
    pen.stroke()
  }
}
