import { InputError } from '../../../shared/errors.ts'
import { egoLane } from './egoLane.ts'
import type { FrameLabel, Size } from './frameLabel.ts'
import { labelSize, type PixelLine, unitLine } from './labelSize.ts'

const DATA_SET: Size = { width: 1640, height: 590 }

/** The ending of CULane's label files; the rest of the name is that of the picture. */
export const CULANE_ENDING = '.lines.txt'

/**
 * Labels of CULane: a text file for each picture, a line of `x y x y …` in pixels for each lane. An empty file is a
 * picture without lanes.
 * @param files names, with as much of the path as is known, and contents
 * @param drive size of the drive's pictures
 * @throws InputError naming the file and line that is damaged
 */
export function culaneLabels(files: readonly { name: string; text: string }[], drive: Size): FrameLabel[] {
  const labels = files.map(({ name, text }) => ({
    name: `${name.slice(0, -CULANE_ENDING.length)}.jpg`,
    lines: text
      .split('\n')
      .map((line) => line.trim())
      .flatMap((line, i) => (line === '' ? [] : [pointsOf(line, `${name}, line ${i + 1}`)]))
  }))
  const size = labelSize(
    labels.flatMap(({ lines }) => lines),
    drive,
    DATA_SET,
    'CULane'
  )
  return labels.map(({ name, lines }) => ({ name, lane: egoLane(lines.map((line) => unitLine(line, size))) }))
}

function pointsOf(line: string, where: string): PixelLine {
  const numbers = line.split(/\s+/).map(Number)
  const wrong = numbers.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0)
    throw new InputError(`${where}: '${line.split(/\s+/)[wrong]}' is not a number; a CULane line is x y x y ….`)
  if (numbers.length % 2 === 1)
    throw new InputError(`${where}: ${numbers.length} numbers are not pairs of x and y; the line was cut off.`)
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i]!, numbers[2 * i + 1]!] as const)
}
