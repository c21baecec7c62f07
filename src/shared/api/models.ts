import { z } from 'zod'
import type { MethodOffer } from '../methodSettings.ts'
import type { InputForm } from '../inputLayout.ts'
import type { Recipe } from '../recipe.ts'
import type { Warning } from '../recording.ts'
import type { SteeringHead } from '../steeringHead.ts'

export interface ModelLayer {
  name: string
  kind: string
  /** Without the batch axis. */
  shape: number[]
}

export interface Model {
  id: string
  name: string
  path: string
  format: string
  /** The same for people: 'Keras (.h5)'. */
  formatName: string
  hash: string
  /** Of one picture: [height, width, channels]. */
  input: number[]
  /** All that it takes, as its file has it. */
  form: InputForm
  parameters: number
  layers: ModelLayer[]
  recipe: Recipe
  recipeBecause: string
  head: SteeringHead
  headBecause: string
  warnings: Warning[]
  methods: MethodOffer[]
  sample: boolean
}

export const AddModel = z.object({
  path: z.string().min(1),
  /** What Lambda layers whose code cannot be read compute: an expression of Python in x, by the layer's name. */
  lambdas: z.record(z.string(), z.string()).optional()
})
