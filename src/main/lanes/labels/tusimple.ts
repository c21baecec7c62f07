import { z } from 'zod'
import { InputError, sentence } from '../../../shared/errors.ts'
import { egoLane } from './egoLane.ts'
import type { FrameLabel, Size } from './frameLabel.ts'
import { labelSize, type PixelLine, unitLine } from './labelSize.ts'

/** One line of a TuSimple label file: a column for each row of `h_samples` and each lane; negative where there is none. */
export const TuSimpleLine = z.object({
  lanes: z.array(z.array(z.number())),
  h_samples: z.array(z.number()),
  raw_file: z.string().min(1)
})

const DATA_SET: Size = { width: 1280, height: 720 }

/**
 * Labels of the TuSimple lane benchmark: JSON, one picture a line.
 * @param drive size of the drive's pictures
 * @param file its name, for sentences
 * @throws InputError naming the line that is damaged
 */
export function tusimpleLabels(text: string, drive: Size, file: string): FrameLabel[] {
  const labels = text
    .split('\n')
    .map((line, i) => ({ line: line.trim(), number: i + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => readLine(line, `${file}, line ${number}`))
  const size = labelSize(
    labels.flatMap(({ lines }) => lines),
    drive,
    DATA_SET,
    'TuSimple'
  )
  return labels.map(({ name, lines }) => ({ name, lane: egoLane(lines.map((line) => unitLine(line, size))) }))
}

function readLine(line: string, where: string): { name: string; lines: PixelLine[] } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new InputError(`${where}: this is not JSON (${sentence(error)}); TuSimple labels are one JSON object a line.`)
  }
  const label = TuSimpleLine.safeParse(value)
  if (!label.success)
    throw new InputError(
      `${where}: '${label.error.issues[0]!.path.join('.')}' is wrong; a TuSimple label has lanes, h_samples and raw_file.`
    )
  const { lanes, h_samples: rows, raw_file: name } = label.data
  const odd = lanes.find((lane) => lane.length !== rows.length)
  if (odd)
    throw new InputError(
      `${where}: a lane has ${odd.length} columns for ${rows.length} rows of h_samples; it was cut off.`
    )
  const lines = lanes.map((lane) => lane.flatMap((x, i): [number, number][] => (x < 0 ? [] : [[x, rows[i]!]])))
  return { name, lines }
}
