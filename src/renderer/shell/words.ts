import type { Run } from '../../shared/api.ts'
import type { RecordingKind } from '../../shared/recording.ts'

/** Numbers and states in words, as they stand on the screen. */

export { clock, percent } from '../../shared/numbersInWords.ts'

/** A length of time as people say it: 'under a second', '14 s', '2 min 5 s', '1 h 3 min'. */
export function span(seconds: number): string {
  if (seconds < 1) return 'under a second'
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** '1 frame', '1,234 frames'. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`
}

/** A sentence in which no number is parted from its unit at the end of a line. */
export function unparted(sentence: string): string {
  return sentence.replaceAll(/(\d) (%|s\b)/g, '$1\u00a0$2')
}

/** What a run explains: 'steering left', 'any change of steering'; of what a layer gives 'what raises it'. */
export function explains({ explain, of }: Pick<Run, 'explain' | 'of'>): string {
  if (of) return explain === 'change' ? 'any change of it' : `what ${explain === 'left' ? 'raises' : 'lowers'} it`
  return explain === 'change' ? 'any change of steering' : `steering ${explain}`
}

const kinds: Readonly<Record<RecordingKind, string>> = {
  video: 'Video',
  'image-folder': 'Image folder',
  'donkey-tub-v1': 'Donkeycar tub',
  'donkey-tub-v2': 'Donkeycar tub',
  'udacity-simulator': 'Udacity simulator',
  'interpolated-csv': 'Table of pictures',
  comma2k19: 'comma2k19',
  carla: 'CARLA',
  nuscenes: 'nuScenes',
  openpilot: 'openpilot',
  bdd100k: 'BDD100K',
  mcap: 'MCAP',
  rosbag1: 'ROS 1 bag',
  rosbag2: 'ROS 2 bag',
  lerobot: 'LeRobot',
  'physical-ai-av': 'PhysicalAI-AV'
}

/** What a recording is, in words. */
export function kindOf(kind: RecordingKind): string {
  return kinds[kind]
}
