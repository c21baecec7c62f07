import { UUID } from '../../../shared/nameNumbers.ts'
import type { NameNumber } from '../../../shared/recording.ts'
import type { SteeringConvention } from '../../../shared/steering.ts'

/** Names of pictures that a program writes, and what their numbers are. */
export interface KnownNames {
  /** Whose names these are, for people. */
  whose: string
  pattern: RegExp
  numbers: readonly NameNumber[]
  /** Of the steering; null where there is none but a point to drive to. */
  convention: SteeringConvention | null
  /** What the program does to the steering of pictures of side cameras, by whose names; left out where it does nothing. */
  aside?: { cameras: RegExp; message: string }
}

const NUMBER = '-?\\d+(?:\\.\\d+)?(?:e-?\\d+)?'

/** What `docs/recordings.md` says of them, with its sources. */
export const knownNames: readonly KnownNames[] = [
  {
    whose: 'the CARLA recorder of "Hands-On Vision and Behavior for Self-Driving Cars"',
    pattern: new RegExp(`^\\d+_(?:MAIN|LEFT|RIGHT)(?:_${NUMBER}){3}(?:_ORIG|_MIRROR)?\\.\\w+$`),
    numbers: ['frame', 'steering', 'throttle', 'brake'],
    convention: { unit: 'normalised', positive: 'right' },
    aside: {
      cameras: /^(LEFT|RIGHT)\b/,
      message:
        'the recorder added 0.25 to the steering of the camera at the left and took as much from that at the right, so that a model learns to steer back; choose the camera MAIN for what the car was steered.'
    }
  },
  {
    whose: 'JetBot',
    pattern: /^xy_\d+_\d+(?:_[^.]*)?\.\w+$/,
    numbers: ['x', 'y'],
    convention: null
  },
  {
    whose: 'JetRacer',
    pattern: new RegExp(`^\\d+_\\d+_${UUID.source}\\.\\w+$`, 'i'),
    numbers: ['x', 'y'],
    convention: null
  }
]
