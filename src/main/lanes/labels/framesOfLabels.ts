import { basename, dirname, parse } from 'node:path/posix'
import { InputError } from '../../../shared/errors.ts'
import type { FrameLabel, LabelledLane } from './frameLabel.ts'

/** What a drive's frames are called. */
export interface FrameNames {
  /** Picture files in frame order; null for a drive that is one file. */
  files: readonly string[] | null
  count: number
  /** The one frame that has the name of the whole video, as in BDD100K, which labels the picture at its tenth second. */
  labelled?: { name: string; frame: number }
}

/** Labels by the frames they belong to. */
export interface FramesOfLabels {
  lanes: Map<number, LabelledLane | null>
  /** Labels of pictures that the drive does not have. */
  others: number
  /** How labels found their frames, in words. */
  because: string
}

/**
 * Finds the frames that labels belong to: by the name of the video, by that of the picture file (the labels whose paths
 * agree farthest, for data sets call a picture of each clip `20.jpg`), by the number the label gives, or by the number
 * in its name.
 *
 * Numbers in names count from 0, unless the lowest is not 0 and the highest is one more than the last frame.
 * @throws InputError where names tell no frame, or two labels belong to one
 */
export function framesOfLabels(labels: readonly FrameLabel[], drive: FrameNames): FramesOfLabels {
  const { labelled } = drive
  const ofVideo = labelled
    ? labels.map(({ name }) => (stem(posix(name)) === stem(labelled.name) ? labelled.frame : null))
    : []
  if (ofVideo.some((frame) => frame !== null)) return collect(labels, ofVideo, 'by the name of the video')
  const byName = drive.files && matchNames(labels, drive.files)
  if (byName) return collect(labels, byName, 'by the names of the pictures')
  if (labels.every(({ frame }) => frame !== undefined))
    return collect(
      labels,
      labels.map(({ frame }) => inDrive(frame!, drive.count)),
      'by the frame numbers of the labels'
    )
  return collect(labels, matchNumbers(labels, drive.count), 'by the numbers in their names')
}

function collect(labels: readonly FrameLabel[], frames: readonly (number | null)[], because: string): FramesOfLabels {
  const lanes = new Map<number, LabelledLane | null>()
  const named = new Map<number, string>()
  labels.forEach(({ name, lane }, i) => {
    const frame = frames[i]
    if (frame == null) return
    const before = named.get(frame)
    if (before !== undefined)
      throw new InputError(`Two labels belong to frame ${frame}: '${before}' and '${name}'; keep one of them.`)
    named.set(frame, name)
    lanes.set(frame, lane)
  })
  return { lanes, others: labels.length - lanes.size, because }
}

function inDrive(frame: number, count: number): number | null {
  return frame < count ? frame : null
}

/** Frames by file name; null where no label names a picture of the drive. */
function matchNames(labels: readonly FrameLabel[], files: readonly string[]): (number | null)[] | null {
  const frames = new Map(files.map((file, frame) => [stem(posix(file)), frame]))
  const agreed = labels.map(({ name }) => {
    const frame = frames.get(stem(posix(name)))
    return frame === undefined ? null : { frame, folders: sharedFolders(posix(name), posix(files[frame]!)) }
  })
  const farthest = Math.max(-1, ...agreed.map((found) => found?.folders ?? -1))
  if (farthest < 0) return null
  return agreed.map((found) => (found?.folders === farthest ? found.frame : null))
}

function posix(path: string): string {
  return path.replaceAll('\\', '/')
}

/** The name without its endings (`00030.lines.txt`, `frame.0012.png` keep their numbers). */
function stem(path: string): string {
  return parse(basename(path)).name
}

/** How many folders above the two files have the same names. */
function sharedFolders(a: string, b: string): number {
  const [one, other] = [a, b].map((path) => dirname(path).split('/').reverse()) as [string[], string[]]
  const differ = one.findIndex((folder, i) => folder === '.' || folder !== other[i])
  return differ < 0 ? one.length : differ
}

/** The last number of each name, where all names are the same before it. */
function matchNumbers(labels: readonly FrameLabel[], count: number): (number | null)[] {
  const found = labels.map(({ name }) => /^(.*?)(\d+)\D*$/.exec(stem(posix(name))))
  const starts = new Set(found.map((match) => match?.[1]))
  if (starts.size !== 1 || starts.has(undefined))
    throw new InputError(
      `The names of the labels (such as '${labels[0]!.name}') do not tell which frames they belong to; number them, or name them like the pictures.`
    )
  const numbers = found.map((match) => Number(match![2]))
  const counted = Math.min(...numbers) > 0 && Math.max(...numbers) === count ? 1 : 0
  return numbers.map((number) => inDrive(number - counted, count))
}
