import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError, isExpected } from '../../shared/errors.ts'
import type { OpenWith } from '../../shared/recording.ts'
import { probeVideo } from '../decode/probe.ts'
import { isCertainlyModel, modelsIn } from '../model/modelPath.ts'
import { openRecording } from '../recording/open.ts'
import { SeveralRecordings } from '../recording/place/severalRecordings.ts'
import type { Recording } from '../recording/recording.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Store } from '../store/store.ts'
import { typedPath } from './typedPath.ts'

/** Opens recordings, without decoding them. The one that was opened last is at hand for a minute. */
export interface Recordings {
  /** Opens what lies at a path a person gave. @throws InputError */
  openAnew(path: string, choices: OpenWith): Promise<Recording>
  /** The same, where it was not opened a moment ago and lies unchanged on disk. @throws InputError */
  open(place: Pick<StoredDrive, 'path' | 'openWith'>): Promise<Recording>
  /** Forgets the one at hand. */
  close(): void
}

/** What it takes to open things, and to keep them in the library. */
export interface Opener {
  store: Store
  recordings: Recordings
}

/** Picture and signals of a recording are asked for right after it was opened. */
const AT_HAND = 60_000

interface AtHand {
  recording: Recording
  key: string
  /** What the places on disk were like before it was opened. */
  state: string
}

export function createRecordings(): Recordings {
  let atHand: AtHand | null = null
  let forgetting: NodeJS.Timeout | undefined

  async function openAnew(path: string, choices: OpenWith): Promise<Recording> {
    const state = await stateOf(path, choices)
    const recording = await openRecording(typedPath(path), { probe: probeVideo, ...absolute(choices) }).catch(
      async (error: unknown) => {
        if (!isExpected(error)) throw error
        const place = typedPath(path)
        if (await isCertainlyModel(place))
          throw new InputError(`'${basename(path)}' is a model and no recording; open it as a model.`)
        const models = error instanceof SeveralRecordings ? [] : await modelsIn(place)
        throw models.length > 0 ? new InputError(modelsInWords(basename(path), models)) : error
      }
    )
    // A folder may have been opened for the one recording that it holds further down.
    const inside = recording.path !== typedPath(path)
    atHand = {
      recording,
      key: keyOf(recording.path, choices),
      state: inside ? await stateOf(recording.path, choices) : state
    }
    clearTimeout(forgetting)
    forgetting = setTimeout(forget, AT_HAND).unref()
    return recording
  }

  function forget(): void {
    atHand = null
  }

  return {
    openAnew,
    async open({ path, openWith }) {
      const known = atHand
      const isKnown = known?.key === keyOf(path, openWith) && known.state === (await stateOf(path, openWith))
      return isKnown ? known.recording : openAnew(path, openWith)
    },
    close() {
      clearTimeout(forgetting)
      forget()
    }
  }
}

function keyOf(path: string, choices: OpenWith): string {
  return JSON.stringify([typedPath(path), absolute(choices)])
}

/** Choices that hold wherever the program runs next time. */
export function absolute(choices: OpenWith): OpenWith {
  return choices.signals === undefined ? choices : { ...choices, signals: typedPath(choices.signals) }
}

/** Changes when a file is written, or a folder gets or loses files; a table beside a video counts as well. */
async function stateOf(path: string, { signals }: OpenWith): Promise<string> {
  const places = [path, signals ?? path.replace(/\.[^./\\]+$/, '.csv')]
  const found = await Promise.all(places.map((place) => stat(place).catch(() => null)))
  return found.map((facts) => (facts ? `${facts.mtimeMs} ${facts.size}` : 'none')).join(', ')
}

/** What is said of a folder that holds models and no recording. */
function modelsInWords(name: string, models: readonly string[]): string {
  const named = `'${models.slice(0, 3).join("', '")}'${models.length > 3 ? ` and ${models.length - 3} more` : ''}`
  return models.length === 1
    ? `'${name}' holds a model and no recording; open ${named} as a model.`
    : `'${name}' holds models and no recording; open one of ${named} as a model.`
}
