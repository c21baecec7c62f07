import type { Random } from '../../world/random.ts'
import { hsl } from '../world/colour.ts'
import { NEITHER } from '../world/section.ts'
import { field } from '../world/texture.ts'
import type { World } from '../world/world.ts'
import type { Canvas } from './canvas.ts'

/** Fog, night, gloss, glare and the camera's own exposure, in this order; then the bonnet in front of all. */
export function applyLight(canvas: Canvas, { weather, look, camera }: World, random: Random): void {
  const { width, height, rgb, ahead } = canvas
  const { fog, fogColour, night, gloss, glare, light, gamma, contrast } = weather
  const reach = fog * look.unit
  const gain = random.range(0.9, 1.1)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column
      const far = ahead[pixel]!
      const x = (column + 0.5) / width
      const y = (row + 0.5) / height
      const thick = fog === Infinity ? 0 : 1 - Math.exp(-Math.min(far, 1e6) / reach)
      const dark = night
        ? 0.06 + 0.94 * Math.exp(-far / (night.reach * look.unit)) * Math.exp(-(((x - 0.5) / night.spread) ** 2))
        : 1
      let extra = 0
      if (y > camera.horizon)
        for (const spot of gloss)
          extra += spot.strength * bell((x - spot.x) / spot.width) * bell((y - spot.y) / spot.height)
      if (glare) extra += glare.strength * bell((x - glare.x) / glare.size) * bell((y - glare.y) / glare.size)
      for (let c = 0; c < 3; c++) {
        const at = pixel * 3 + c
        const clear = rgb[at]! + (fogColour[c]! - rgb[at]!) * thick
        const lit = Math.max(0, clear * dark * light[c]! * gain + extra)
        rgb[at] = (lit ** gamma - 0.5) * contrast + 0.5
      }
    }
  drawBonnet(canvas, camera.bonnet)
}

function bell(x: number): number {
  return x > 3 || x < -3 ? 0 : Math.exp(-x * x)
}

/** Part of the own car, which always covers the same of the picture. */
function drawBonnet({ width, height, rgb, shows }: Canvas, bonnet: World['camera']['bonnet']): void {
  if (!bonnet) return
  const colour = hsl(bonnet.hue, 0.25, bonnet.light)
  for (let column = 0; column < width; column++) {
    const x = (column + 0.5) / width - 0.5
    const top = bonnet.top + bonnet.bow * x * x + bonnet.tilt * x
    for (let row = Math.max(0, Math.ceil(top * height - 0.5)); row < height; row++) {
      const pixel = row * width + column
      const down = (row + 0.5) / height - top
      const tone = 1 + 1.5 * bell(down * 18) * 0.4 + 0.2 * field(x * 6 + bonnet.hue * 50, down * 20)
      for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = colour[c]! * tone
      shows[pixel] = NEITHER
    }
  }
}
