import {
  CanvasTexture,
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  RepeatWrapping,
  SRGBColorSpace,
  type Texture
} from 'three'
import type { Random } from '../world/random.ts'

/** A canvas to paint a texture on. */
export function easel(width: number, height: number): { canvas: HTMLCanvasElement; pen: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  if (!pen) throw new Error('the browser gives no 2D canvas')
  return { canvas, pen }
}

/** A tiling texture of what was painted. */
export function tiling(canvas: HTMLCanvasElement): Texture {
  const texture = new CanvasTexture(canvas)
  texture.wrapS = texture.wrapT = RepeatWrapping
  texture.colorSpace = SRGBColorSpace
  texture.anisotropy = 2
  return texture
}

/**
 * A cut-out texture: pixels that nobody painted get the `bleed` colour with no opacity, so that smaller mipmap
 * levels do not draw dark rims around leaves.
 */
export function cutOut(canvas: HTMLCanvasElement, bleed: readonly [number, number, number]): Texture {
  const { width, height } = canvas
  const context = canvas.getContext('2d')
  if (!context) throw new Error('the browser gives no 2D canvas')
  const { data } = context.getImageData(0, 0, width, height)
  for (let i = 0; i < data.length; i += 4) {
    if ((data[i + 3] ?? 0) < 16) data.set([...bleed, 0], i)
  }
  const rows = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray((height - 1 - y) * width * 4, (height - y) * width * 4), y * width * 4)
  }
  const texture = new DataTexture(rows, width, height)
  texture.colorSpace = SRGBColorSpace
  texture.generateMipmaps = true
  texture.minFilter = LinearMipmapLinearFilter
  texture.magFilter = LinearFilter
  texture.needsUpdate = true
  return texture
}

/** Speckles every pixel of a canvas: grey noise of this strength (0..255), opacity untouched. */
export function speckle(pen: CanvasRenderingContext2D, random: Random, strength: number): void {
  const { width, height } = pen.canvas
  const image = pen.getImageData(0, 0, width, height)
  for (let i = 0; i < image.data.length; i += 4) {
    const shift = (random.next() + random.next() - 1) * strength
    for (let c = 0; c < 3; c++) image.data[i + c] = (image.data[i + c] ?? 0) + shift
  }
  pen.putImageData(image, 0, 0)
}

/** Paints `draw` again one tile away on each side, so that what crosses an edge tiles. */
export function wrapped(pen: CanvasRenderingContext2D, draw: () => void): void {
  const { width, height } = pen.canvas
  for (const dx of [-width, 0, width]) {
    for (const dy of [-height, 0, height]) {
      pen.save()
      pen.translate(dx, dy)
      draw()
      pen.restore()
    }
  }
}
