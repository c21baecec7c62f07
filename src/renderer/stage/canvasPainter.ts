import type { Rect } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import { unseenAreas } from '../../shared/unseenAreas.ts'
import { opacityOf, strengthOf, type MapPainter, type OverlayView } from './overlayView.ts'

/** The painter for machines without WebGL2: colours are looked up on the processor, the canvas stretches the result. */
export function createCanvasPainter(canvas: HTMLCanvasElement): MapPainter | null {
  const context = canvas.getContext('2d')
  if (!context) return null
  const small = document.createElement('canvas')
  const hatching = hatch()
  return {
    paint(map, view) {
      const { width, height } = canvas
      const x = view.seen.x * width
      const y = view.seen.y * height
      const w = view.seen.width * width
      const h = view.seen.height * height
      context.clearRect(0, 0, width, height)
      const unseen = new Path2D()
      unseen.rect(0, 0, width, height)
      unseen.rect(x, y, w, h)
      if (map) {
        small.width = map.width
        small.height = map.height
        small.getContext('2d')?.putImageData(coloured(map, view), 0, 0)
        context.imageSmoothingQuality = 'high'
        context.drawImage(small, x, y, w, h)
      }
      for (const part of areas(view.seenPixels)) {
        // Whole pixels of the canvas, so that neighbours leave no seam.
        const [left, top] = [Math.round(x + part.x * w), Math.round(y + part.y * h)]
        const right = Math.round(x + (part.x + part.width) * w)
        const bottom = Math.round(y + (part.y + part.height) * h)
        context.clearRect(left, top, right - left, bottom - top)
        unseen.rect(left, top, right - left, bottom - top)
      }
      for (const style of ['rgb(0 0 0 / 0.5)', context.createPattern(hatching, 'repeat') ?? 'transparent']) {
        context.fillStyle = style
        context.fill(unseen, 'evenodd')
      }
    },
    dispose() {
      small.width = 0
    }
  }
}

/** What is not seen, in unit coordinates of the map. */
function areas(seen: SeenPixels | null): Rect[] {
  if (!seen) return []
  return unseenAreas(seen).map(({ x, y, width, height }) => ({
    x: x / seen.width,
    y: y / seen.height,
    width: width / seen.width,
    height: height / seen.height
  }))
}

/** The map in colours, RGBA [height, width], with the opacity of each strength in the alpha channel. */
export function colouredPixels(map: SaliencyMap, view: OverlayView): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(map.data.length * 4)
  for (let i = 0; i < map.data.length; i++) {
    const strength = strengthOf(map.data[i]! / 255, view.gain)
    const row = Math.round(strength * 255) * 4
    pixels.set(view.colours.subarray(row, row + 3), i * 4)
    pixels[i * 4 + 3] = opacityOf(strength, view) * 255
  }
  return pixels
}

function coloured(map: SaliencyMap, view: OverlayView): ImageData {
  return new ImageData(colouredPixels(map, view), map.width, map.height)
}

/** A tile of thin diagonal lines. */
function hatch(): HTMLCanvasElement {
  const tile = document.createElement('canvas')
  tile.width = tile.height = 8
  const context = tile.getContext('2d')
  if (context) {
    context.strokeStyle = 'rgb(255 255 255 / 0.16)'
    context.beginPath()
    for (const shift of [-8, 0, 8]) {
      context.moveTo(shift, 8)
      context.lineTo(shift + 8, 0)
    }
    context.stroke()
  }
  return tile
}
