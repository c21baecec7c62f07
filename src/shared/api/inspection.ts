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
        signals: { name: string; role: SignalRole; unit: string; positive: Positive | null; samples: number }[]
        choices: Choice[]
      }
    }
  | { what: 'choice'; recordings: FoundRecording[] }
  | { what: 'model'; model: Model; outputs: OutputShape[] }
