import type { Recipe } from '../../shared/recipe.ts'
import type { Warning } from '../../shared/recording.ts'
import type { FrameSource } from '../recording/recording.ts'

/** The part of a recipe that a pass does. */
export type InputRecipe = Pick<Recipe, 'crop' | 'resize'> & Partial<Pick<Recipe, 'beforeResize'>>

/** What the one ffmpeg pass delivers beside timestamps; each output is optional. */
export interface DecodePlan {
  source: FrameSource
  /** Picture size of the source, in pixels. */
  width: number
  height: number
  /** Frames below this number are decoded where they must be, and not delivered. */
  from: number
  /** The model input up to its resize; it is delivered as RGB, or as what the steps before the resize make of it. */
  input: InputRecipe | null
  /** JPEG pictures of the whole frame, at most this wide, never enlarged. */
  pictureWidth: number | null
  /** A small RGB view of the whole frame for the lane detector, this wide, height in proportion (even). */
  viewWidth: number | null
  /** Only every so many frames, counted from frame 0, need a view; 1 where absent. */
  viewEvery?: number
}

/** One decoded frame. Buffers are the receiver's own. */
export interface DecodedFrame {
  frame: number
  /** Seconds from frame 0 of the source; null for image sources. */
  time: number | null
  /** [height, width, channels], 8 bit: RGB, or what the steps before the resize made of it. */
  input: Uint8Array | null
  picture: Uint8Array | null
  /** RGB, [height, width, 3], 8 bit; null, too, in a video's frames that need none. */
  view: Uint8Array | null
  /** True where the source was damaged here and the picture before it stands in. */
  damaged: boolean
}

/** What is known at the end of a pass. */
export interface DecodeSummary {
  /** Frames of the whole source, those before `from` included. */
  frames: number
  warnings: Warning[]
}
