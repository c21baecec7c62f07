import type { Random } from '../../world/random.ts'
import type { Canvas } from './canvas.ts'
import { codeBlocks } from './codeBlocks.ts'

/** How a picture suffers on its way: blur, noise, JPEG; each may be absent. */
export function damage(canvas: Canvas, random: Random): void {
  if (random.chance(0.45)) blur(canvas, random.range(0.2, 1), false)
  if (random.chance(0.15)) blur(canvas, random.range(0.4, 1), true)
  if (random.chance(0.45)) addNoise(canvas, random.range(0.005, 0.06), random)
  if (random.chance(0.5)) codeBlocks(canvas, random.range(0.01, 0.12))
}

/** A mean over three pixels, weighed by `amount`; along rows only, or both ways. */
function blur({ width, height, rgb }: Canvas, amount: number, alongRows: boolean): void {
  const weight = amount / 3
  const pass = (count: number, lines: number, step: number, lineStep: number): void => {
    for (let line = 0; line < lines; line++)
      for (let c = 0; c < 3; c++) {
        let before = rgb[line * lineStep + c]!
        for (let i = 0; i < count; i++) {
          const at = line * lineStep + i * step + c
          const here = rgb[at]!
          const after = i < count - 1 ? rgb[at + step]! : here
          rgb[at] = here + weight * (before + after - 2 * here)
          before = here
        }
      }
  }
  for (let times = alongRows ? 3 : 1; times > 0; times--) pass(width, height, 3, width * 3)
  if (!alongRows) pass(height, width, width * 3, 3)
}

function addNoise({ rgb }: Canvas, deviation: number, random: Random): void {
  for (let i = 0; i < rgb.length; i++) rgb[i]! += deviation * 1.7 * (random.next() + random.next() - 1)
}
