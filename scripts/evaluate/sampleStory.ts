import type { ModelName } from '../../sample/modelPlans.ts'
import type { BoardEvents } from './boardEvents.ts'
import type { Moved } from './erasedBoards.ts'
import type { Evaluation } from './evaluate.ts'
import type { Swaps } from './swaps.ts'
import type { Rows } from './writtenTables.ts'

/** What was measured of a pair on one drive. */
export interface OnOneDrive {
  looks: Evaluation
  events: readonly BoardEvents[]
  moved: Moved
  swaps: Swaps
}

const percent = (part: number): string => `${(100 * part).toFixed(part > 0 && part < 0.01 ? 1 : 0)} %`

/** The two models beside each other, as the README tells of them. */
export function storyRows({ looks, events, moved, swaps }: OnOneDrive): Rows {
  const [attention] = looks.methods
  const [swapped] = swaps.drives
  const row = (what: string, cell: (model: ModelName) => string): string[] => [what, cell('honest'), cell('cheater')]
  const boards = (withBoard: number | null, without: number): string =>
    `${withBoard === null ? 'none' : percent(withBoard)}, ${percent(without)}`
  return [
    [
      `on the bundled drive, ${looks.frames} frames, ${looks.boardFrames} of them with a board`,
      'honest model',
      'cheating model'
    ],
    row('correlation of its steering with the recorded one', (model) => (looks.steering[0]?.[model] ?? NaN).toFixed(3)),
    row('steering that comes from its lane by the swap test: frames with a board, others', (model) => {
      const shares = swapped?.shares[model]
      return boards(shares?.withBoard ?? null, shares?.without ?? NaN)
    }),
    row('attention in the own lane (mean of the map): frames with a board, others', (model) => {
      const share = attention?.share[model]
      return boards(share?.withBoard ?? null, share?.without ?? NaN)
    }),
    row('events by the default rule; of the frames with a board, of the others', (model) => {
      const found = events.find((of) => of.model === model)
      if (!found || found.events === 0) return 'none'
      return `${found.events}; ${boards(found.flagged.withBoard, found.flagged.without)}`
    }),
    row('moved by erasing the boards alone (mean, of full lock)', (model) => moved[model].toFixed(4))
  ]
}
