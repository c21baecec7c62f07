import { z } from 'zod'
import type { InputPart } from './inputLayout.ts'
import { Recipe, type Rect } from './recipe.ts'

/** Which frame to show as a model would be given it, by a recipe that need not be the model's own yet. */
export const PreviewInput = z.object({
  driveId: z.string().min(1),
  frame: z.number().int().min(0),
  recipe: Recipe
})
export type PreviewInput = z.infer<typeof PreviewInput>

/** A frame of a drive, and what a recipe makes of it: the very numbers that the model is given. */
export interface InputPreview {
  frame: number
  /** Of what the model is given. */
  shape: readonly [height: number, width: number, channels: number]
  /** float32, little-endian, row-major, as base64. */
  values: string
  /** The whole frame, at most 640 pixels wide, JPEG as base64. */
  picture: string
  /** What the recipe takes of the frame, as shares of its width and height. */
  seen: Rect
  /** Where the model takes more than one picture: all that it gets, in its own order. */
  parts: PreviewPart[]
}

/** One place of a model's input, and what it gets there. */
export interface PreviewPart extends InputPart {
  /** float32, little-endian, row-major, as base64; null for zeros. */
  values: string | null
}
