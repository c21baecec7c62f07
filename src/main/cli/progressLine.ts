import type { Progress } from '../../shared/api.ts'

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
    show(progress: Progress): void {
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

/** Such as 'analysing: 128 of 221 frames (58 %), 54.2 a second, 2 s left'. */
export function inWords({ stage, done, total, rate, secondsLeft }: Progress): string {
  if (stage === 'scoring') return `scoring ${total} frames`
  const part = total > 0 ? ` (${Math.floor((done / total) * 100)} %)` : ''
  const pace = rate === null ? '' : `, ${rate.toFixed(1)} a second`
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`
  const doing = stage === 'lanes' ? 'finding the lanes' : 'analysing'
  return `${doing}: ${done} of ${total} frames${part}${pace}${left}`
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
