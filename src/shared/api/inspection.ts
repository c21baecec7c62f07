import type { Choice, FoundRecording, SignalRole } from '../recording.ts'
import type { Positive } from '../steering.ts'
import type { OutputShape } from '../steeringHead.ts'
import type { Drive } from './drives.ts'
import type { Model } from './models.ts'

/** What lies at a path, looked at without keeping it. */
export type Inspection =
  | {
      what: 'recording'
      recording: Pick<
        Drive,
        'path' | 'kind' | 'name' | 'because' | 'width' | 'height' | 'frames' | 'rate' | 'warnings'
      > & {
        signals: {
          name: string
          role: SignalRole
          unit: string
          positive: Positive | null
          /** Null where they are not read before an analysis. */
          samples: number | null
        }[]
        choices: Choice[]
      }
    }
  | {
      what: 'choice'
      recordings: FoundRecording[]
      /** False where there are folders that were not looked at. */
      whole: boolean
    }
  | { what: 'model'; model: Model; outputs: OutputShape[] }
