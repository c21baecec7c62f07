import type { FrameRange } from '../../shared/recording.ts'
import { Asking } from './asking.svelte.ts'

/** What becomes of the steering of an event where its cause, by the maps, is hidden. */
export class EventProof {
  open = $state(false)
  readonly asking: Asking

  constructor(run: string) {
    this.asking = new Asking(run)
  }

  /** Asks for the frames of an event, or closes what was answered. @param frame shown where it lies in them, else `worst` */
  toggle({ first, last, worst }: FrameRange & { worst: number }, frame: number): void {
    if (this.open) return this.close()
    this.open = true
    void this.asking.ask({ first, last, frame: first <= frame && frame <= last ? frame : worst })
  }

  close(): void {
    this.open = false
    this.asking.forget()
  }
}
