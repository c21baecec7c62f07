import { join } from 'node:path'
import { writePictures } from '../../fixtures/loggedDrives.ts'
import { range } from '../../../testing/recordings.ts'
import type { Case } from '../case.ts'

const FRAMES = 12
/** A quarter of a second apart; the lowest 32 bits come first in a name, so that its order is another one. */
const uuid = (i: number, version = 1): string => {
  const ticks = 0x1eb_1111_f000_0000n + 2_500_000n * BigInt(i)
  const part = (from: bigint, digits: number): string =>
    ((ticks >> from) & (16n ** BigInt(digits) - 1n)).toString(16).padStart(digits, '0')
  return `${part(0n, 8)}-${part(32n, 4)}-${version}${part(48n, 3)}-8888-0242ac120002`
}
const target = (i: number): number => 40 + ((37 * i) % 29)

export default {
  about: 'Pictures of JetRacer, x and y in front of a UUID that tells when, one that does not, and none.',
  async make(folder) {
    const make = (name: string, file: (i: number) => string): void =>
      writePictures(range(0, FRAMES).map((i) => join(folder, name, file(i))))
    make('clocks', (i) => `${target(i) - 20}_10_${uuid(i)}.jpg`)
    make('random', (i) => `${target(i) - 20}_10_${uuid(i, 4)}.jpg`)
    make('percent', (i) => `xy_${String(target(i)).padStart(3, '0')}_050.jpg`)
  },
  expect: [
    {
      open: 'clocks',
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        times: [0, 0.25, 0.5],
        steering: range(0, 3).map((i) => 1 - (target(i) - 20) / 24),
        warnings: [/"x" is taken as the steering \(pixels of 48/]
      }
    },
    {
      open: 'random',
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        times: [0, 0.05, 0.1],
        steering: range(0, FRAMES)
          .map(target)
          .sort((a, b) => a - b)
          .slice(0, 3)
          .map((x) => 1 - (x - 20) / 24),
        warnings: [/do not say in which order they were taken/, /20 a second are assumed/, /pixels of 48/]
      }
    },
    {
      open: 'percent',
      recording: {
        kind: 'image-folder',
        frames: FRAMES,
        analyse: false,
        warnings: [
          /do not say in which order they were taken/,
          /20 a second are assumed/,
          /pixels of 224, beyond the 48/
        ]
      }
    }
  ]
} satisfies Case
