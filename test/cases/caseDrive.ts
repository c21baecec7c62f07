import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pngOf } from '../../testing/pngMask.ts'

export const caseDriveSize = { frames: 12, width: 160, height: 80 }

/** What a pixel of the drive is, 0 to 255: written down here so that any other program can make the same pictures. */
export function caseDriveValue(frame: number, x: number, y: number, channel: 0 | 1 | 2): number {
  return (3 * x + 5 * y + 7 * frame + 50 * channel) % 256
}

/** Writes the drive that models of cases are run on: a folder of RGB pictures without loss. */
export function writeCaseDrive(folder: string): void {
  const { frames, width, height } = caseDriveSize
  mkdirSync(folder, { recursive: true })
  for (let frame = 0; frame < frames; frame++) {
    const samples = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3)
      return caseDriveValue(frame, pixel % width, Math.floor(pixel / width), (i % 3) as 0 | 1 | 2)
    })
    const png = pngOf(samples, width, height, { colour: 'rgb', depth: 8, filter: 0 })
    writeFileSync(join(folder, `${String(frame).padStart(2, '0')}.png`), png)
  }
}
