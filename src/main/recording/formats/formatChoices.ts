import { InputError } from '../../../shared/errors.ts'
import type { OpenWith, RecordingKind } from '../../../shared/recording.ts'
import { namesInWords } from '../place/namesInWords.ts'

type Option = 'camera' | 'topic' | 'episode' | 'track'
const OPTIONS: readonly Option[] = ['camera', 'topic', 'episode', 'track']

/** What a person can choose of each kind of recording. */
const CHOICES: Record<RecordingKind, readonly Option[]> = {
  video: ['track'],
  'image-folder': ['camera'],
  'donkey-tub-v1': ['camera'],
  'donkey-tub-v2': ['camera'],
  'udacity-simulator': ['camera'],
  'interpolated-csv': ['camera'],
  comma2k19: [],
  bdd100k: ['track'],
  mcap: ['topic'],
  carla: ['camera'],
  nuscenes: ['camera', 'episode'],
  openpilot: ['camera'],
  rosbag1: ['topic'],
  rosbag2: ['topic'],
  lerobot: ['camera', 'episode'],
  'physical-ai-av': ['camera']
}

/** @throws InputError where something is chosen that recordings of this kind do not have; it would have no effect */
export function refuseOtherChoices(kind: RecordingKind, name: string, chosen: OpenWith): void {
  const own = CHOICES[kind]
  const other = OPTIONS.find((option) => chosen[option] !== undefined && !own.includes(option))
  if (!other) return
  const has = own.length > 0 ? `, but one of ${namesInWords(own)}` : ''
  throw new InputError(`${name} has no choice of ${other}${has}; open it without ${other} "${chosen[other]}".`)
}
