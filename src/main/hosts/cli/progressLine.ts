import type { Progress } from '../../../shared/api.ts'
import type { ImportLanesProgress } from '../../../shared/lanes.ts'

/** Of an analysis, of an import of labels, or of a search for the recipe. */
export type ShownProgress = Pick<
  Progress | ImportLanesProgress | (Omit<Progress, 'stage'> & { stage: 'pictures' | 'recipes' | 'looking' | 'adding' }),
  'stage' | 'done' | 'total' | 'rate' | 'secondsLeft'
>

/** Where progress is shown: standard error, or a test's own. */
export interface Terminal {
  isTTY?: boolean
  write(text: string): unknown
}

/** Milliseconds between two lines where no terminal shows them. */
const quietly = 3000

/** Shows progress on one line of a terminal, or as a plain line every few seconds in a log. */
export function createProgressLine(terminal: Terminal, now: () => number = Date.now) {
  let last = -Infinity
  let open = false
  return {
    show(progress: ShownProgress): void {
      if (terminal.isTTY) {
        terminal.write(`\r\x1b[2K${inWords(progress)}`)
        open = true
      } else if (now() - last >= quietly) {
        last = now()
        terminal.write(`${inWords(progress)}\n`)
      }
    },
    /** Leaves the line, so that the next one starts at its beginning. */
    end(): void {
      if (open) terminal.write('\r\x1b[2K')
      open = false
    }
  }
}

const stages = {
  decoding: { doing: 'analysing', what: 'frames' },
  lanes: { doing: 'finding the lanes', what: 'frames' },
  evidence: { doing: 'testing model and method', what: 'frames' },
  reading: { doing: 'reading labels', what: 'files' },
  pictures: { doing: 'reading', what: 'pictures' },
  recipes: { doing: 'comparing', what: 'recipes' },
  looking: { doing: 'looking', what: 'recordings' },
  adding: { doing: 'adding', what: 'recordings' }
} as const

/** Such as 'analysing: 128 of 221 frames (58 %), 54.2 a second, 2 s left'. */
export function inWords({ stage, done, total, rate, secondsLeft }: ShownProgress): string {
  if (stage === 'scoring') return total > 0 ? `scoring ${total} frames` : 'scoring with the new lanes'
  if (stage === 'looking') return `looking: ${done} recordings so far`
  const part = total > 0 ? ` (${Math.floor((done / total) * 100)} %)` : ''
  const pace = rate === null ? '' : `, ${rate.toFixed(1)} a second`
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`
  const { doing, what } = stages[stage]
  return `${doing}: ${done} of ${total} ${what}${part}${pace}${left}`
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
