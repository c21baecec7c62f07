import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError, isExpected } from '../../shared/errors.ts'
import type { OpenWith } from '../../shared/recording.ts'
import { probeVideo } from '../decode/probe.ts'
import { headOf, isReadModel } from '../model/modelFiles.ts'
import { openRecording } from '../recording/open.ts'
import type { Recording } from '../recording/recording.ts'
import { typedPath } from './typedPath.ts'

/** The recording that was opened last is at hand for so long: its picture and signals are asked for right after it. */
const AT_HAND = 60_000

interface Opened {
  recording: Recording
  key: string
  /** What the places on disk were like before it was opened. */
  state: string
}

let last: Opened | null = null
let forgetting: NodeJS.Timeout | undefined

/** Opens what lies at a path a person gave, without decoding it. @throws InputError */
export async function openAnew(path: string, choices: OpenWith): Promise<Recording> {
  const state = await stateOf(path, choices)
  const recording = await openRecording(typedPath(path), { probe: probeVideo, ...absolute(choices) }).catch(
    async (error: unknown) => {
      const isModel = isExpected(error) && isReadModel(await headOf(typedPath(path)))
      throw isModel ? new InputError(`'${basename(path)}' is a model and no recording; open it as a model.`) : error
    }
  )
  // A folder may have been opened for the one recording that it holds further down.
  const inside = recording.path !== typedPath(path)
  last = {
    recording,
    key: keyOf(recording.path, choices),
    state: inside ? await stateOf(recording.path, choices) : state
  }
  clearTimeout(forgetting)
  forgetting = setTimeout(() => (last = null), AT_HAND).unref()
  return recording
}

/** The same, where it was not opened a moment ago and lies unchanged on disk. @throws InputError */
export async function openedRecording(path: string, choices: OpenWith): Promise<Recording> {
  const known = last
  const isKnown = known?.key === keyOf(path, choices) && known.state === (await stateOf(path, choices))
  return isKnown ? known.recording : openAnew(path, choices)
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
