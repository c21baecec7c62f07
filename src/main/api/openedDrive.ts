import { resolve } from 'node:path'
import type { Drive } from '../../shared/api.ts'
import { probeVideo } from '../decode/probe.ts'
import { openRecording } from '../recording/open.ts'
import type { Recording } from '../recording/recording.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Store } from '../store/store.ts'

/** Opens what lies at a path a person gave, without decoding it. @throws InputError */
export function openedRecording(path: string, signals: string | null): Promise<Recording> {
  return openRecording(resolve(path), { probe: probeVideo, ...(signals === null ? {} : { signals: resolve(signals) }) })
}

/** Opens a recording and keeps it in the library. @throws InputError */
export async function addDrive(store: Store, path: string, signals: string | null, sample: boolean): Promise<Drive> {
  const recording = await openedRecording(path, signals)
  return driveAnswer(
    store.library.drives.save(recording, { signalsPath: signals === null ? null : resolve(signals), sample })
  )
}

/** A drive as it goes over the wire. */
export function driveAnswer({ fingerprint: _, signalsPath: __, ...drive }: StoredDrive): Drive {
  return drive
}
