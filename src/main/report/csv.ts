import { headInWords } from '../../shared/headWords.ts'
import { layerMeanName } from '../../shared/layerMean.ts'
import type { LaneState } from '../../shared/laneState.ts'
import { measures } from '../../shared/measures.ts'
import type { SteeringUnit } from '../../shared/steering.ts'
import type { ReportFormat } from './format.ts'
import type { ReportModel } from './reportModel.ts'

const columns = [
  'frame',
  'time_s',
  'steering_recorded',
  'steering_predicted',
  ...measures.map(({ column }) => column),
  'lane_confidence',
  'lane_state',
  'centroid_x_of_width',
  'centroid_y_of_height',
  'change_from_before',
  'event',
  'event_kind'
]

/** Units in which steering is without a word. */
const angles: readonly SteeringUnit[] = ['normalised', 'deg', 'rad']

export const csv: ReportFormat = {
  id: 'csv',
  label: 'Table',
  what: 'CSV, one row a frame',
  contentType: 'text/csv; charset=utf-8',
  write: csvOf
}

/**
 * One line a frame (RFC 4180), with a header line. Steering is left-positive, in the unit of its source; the centroid of
 * the map is in parts of the picture, from its upper left corner, its change from the frame before in 0..1; `event` is
 * the number of the event in the report, from 1 in order of time, and `event_kind` its kind; of several events in one frame
 * all stand there, with spaces between them. What is unknown is empty. Where maps are of a layer, `maps_of` says of which;
 * where the steering is worked out from several numbers of the model, `steering_predicted_is` says of which, and in what unit.
 */
export function csvOf(report: ReportModel): string {
  const { head } = report.model
  const { of } = report.run
  const told: [column: string, value: string][] = []
  if (of) told.push(['maps_of', layerMeanName(of)])
  if (head.of || !angles.includes(head.unit))
    told.push(['steering_predicted_is', `${headInWords(head)} (${head.unit})`])
  const lines: string[] = [[...columns, ...told.map(([column]) => column)].join(',')]
  const states = report.laneStates.flatMap(({ first, last, state }) => Array<LaneState>(last - first + 1).fill(state))
  for (let frame = 0; frame < report.frames; frame++) {
    const here = report.events.filter(({ first, last }) => first <= frame && frame <= last)
    lines.push(
      [
        frame,
        number(report.times[frame]),
        number(report.recorded?.values[frame]),
        number(report.predicted.values[frame]),
        ...measures.map(({ id }) => number(report[id][frame])),
        number(report.laneConfidence[frame]),
        states[frame] ?? '',
        number(report.centroid[frame]?.[0]),
        number(report.centroid[frame]?.[1]),
        number(report.change[frame]),
        here.map((event) => report.events.indexOf(event) + 1).join(' '),
        here.map(({ kind }) => kind).join(' '),
        ...told.map(([, value]) => quoted(value))
      ].join(',')
    )
  }
  return lines.join('\r\n') + '\r\n'
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Seven significant digits: what a float32 holds. */
function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(Number(value.toPrecision(7)))
}
