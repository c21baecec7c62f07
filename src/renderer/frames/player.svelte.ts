import type { FrameTimes } from './frameTimes.ts'

/** Speeds that a person can choose, as a factor of real time. */
export const speeds = [0.25, 0.5, 1, 2, 4] as const

/** In a gap playing waits as long as nothing was taken, but no longer than this many seconds. */
const longestWait = 5

/** The place in the drive, for what looks at it or leads elsewhere. */
export interface Playhead {
  readonly frame: number
  readonly playing: boolean
  go(frame: number): void
}

/** The place in the drive, and playing through it at the times at which the frames were taken. */
export class Player implements Playhead {
  frame = $state(0)
  playing = $state(false)
  speed = $state<number>(1)
  readonly #times: () => FrameTimes
  #request = 0
  /** Clock time and drive time at which playing began. */
  #began = { now: 0, seconds: 0 }

  constructor(times: () => FrameTimes) {
    this.#times = times
  }

  /** Goes to a frame, kept inside the drive; playing goes on from there. */
  go(frame: number): void {
    const last = Math.max(0, this.#times().count - 1)
    this.frame = Math.min(last, Math.max(0, Math.round(frame)))
    this.#begin()
  }

  step(frames: number): void {
    this.pause()
    this.go(this.frame + frames)
  }

  toggle(): void {
    if (this.playing) this.pause()
    else this.play()
  }

  play(): void {
    const { count } = this.#times()
    if (count < 2 || this.playing) return
    if (this.frame >= count - 1) this.frame = 0
    this.playing = true
    this.#begin()
    this.#request = requestAnimationFrame(this.#tick)
  }

  pause(): void {
    cancelAnimationFrame(this.#request)
    this.playing = false
  }

  setSpeed(speed: number): void {
    this.speed = speed
    this.#begin()
  }

  #begin(): void {
    this.#began = { now: performance.now(), seconds: this.#times().at(this.frame) }
  }

  readonly #tick = (now: number): void => {
    const times = this.#times()
    const seconds = this.#began.seconds + ((now - this.#began.now) / 1000) * this.speed
    this.frame = Math.max(this.frame, times.frameAt(seconds))
    const next = this.frame + 1
    if (next < times.count && times.at(next) > seconds && seconds - times.at(this.frame) > longestWait) this.go(next)
    if (this.frame >= times.count - 1) this.playing = false
    else this.#request = requestAnimationFrame(this.#tick)
  }
}
