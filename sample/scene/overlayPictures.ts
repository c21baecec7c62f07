import { CanvasTexture, type Texture } from 'three'
import type { Random } from '../world/random.ts'
import type { Overlays } from './lens.ts'
import { easel, tiling } from './pictures.ts'

/** What sits between the road and the viewer: the own bonnet, drops on the windscreen, the burnt-in caption. */
export function overlayPictures(random: Random): Overlays {
  return { bonnet: bonnetPicture(), drops: dropPicture(random), caption: captionWriter() }
}

function bonnetPicture(): Texture {
  const { canvas, pen } = easel(1024, 64)
  const edge = (x: number): number => 8 + 46 * Math.abs((x - 512) / 560) ** 2.6
  for (let x = 0; x < 1024; x++) {
    const top = edge(x)
    const crease = Math.exp(-(((Math.abs(x - 512) - 300) / 26) ** 2))
    const shine = pen.createLinearGradient(0, top, 0, 64)
    const tone = (level: number): string =>
      `rgb(${level * 0.8 + crease * 26},${level * 0.86 + crease * 26},${level + crease * 28})`
    shine.addColorStop(0, tone(120))
    shine.addColorStop(0.12, tone(70))
    shine.addColorStop(1, tone(30))
    pen.fillStyle = shine
    pen.fillRect(x, top, 1, 64)
  }
  return new CanvasTexture(canvas)
}

/** Drops of water: red and green say how far a pixel looks aside, blue is 1 inside of a drop. */
function dropPicture(random: Random): Texture {
  const [width, height] = [960, 540]
  const { canvas, pen } = easel(width, height)
  const image = pen.createImageData(width, height)
  for (let i = 0; i < image.data.length; i += 4) image.data.set([128, 128, 0, 255], i)
  for (let drop = 0; drop < 420; drop++) {
    const [cx, cy, radius] = [random.range(0, width), random.range(0, height), 1.5 + 8 * random.next() ** 5]
    for (let y = Math.floor(cy - radius); y <= cy + radius; y++) {
      for (let x = Math.floor(cx - radius); x <= cx + radius; x++) {
        const [dx, dy] = [(x - cx) / radius, (y - cy) / radius]
        if (dx * dx + dy * dy > 1) continue
        const i = (((y + height) % height) * width + ((x + width) % width)) * 4
        image.data.set([128 + 120 * dx, 128 - 120 * dy, 255, 255], i)
      }
    }
  }
  pen.putImageData(image, 0, 0)
  const texture = tiling(canvas)
  texture.colorSpace = ''
  return texture
}

function captionWriter(): (text: string) => Texture {
  const { canvas, pen } = easel(960, 38)
  const texture = new CanvasTexture(canvas)
  texture.generateMipmaps = false
  texture.minFilter = 1006
  let written = ''
  return (text) => {
    if (text === written) return texture
    written = text
    pen.clearRect(0, 0, 960, 38)
    pen.font = '26px monospace'
    pen.textBaseline = 'middle'
    pen.lineWidth = 5
    pen.strokeStyle = 'rgba(0,0,0,0.75)'
    pen.strokeText(text, 6, 20)
    pen.fillStyle = '#f4f4ee'
    pen.fillText(text, 6, 20)
    texture.needsUpdate = true
    return texture
  }
}
