import { z } from 'zod'
import { knownFields } from './knownFields.ts'

/** Activations by the names of PyTorch's operators, with their usual parameters, and what its modules are called. */
export const activations = {
  relu: 'ReLU',
  elu: 'ELU',
  relu6: 'ReLU6',
  leaky_relu: 'LeakyReLU',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  selu: 'SELU',
  gelu: 'GELU',
  silu: 'SiLU',
  softplus: 'Softplus'
} as const
export type Activation = keyof typeof activations

export function isActivation(name: string): name is Activation {
  return Object.hasOwn(activations, name)
}

/** What may stand behind a layer, for people. */
export function activationName(name: Activation | 'none'): string {
  return name === 'none' ? 'none' : activations[name]
}

const ActivationOrNone = z.custom<Activation | 'none'>(
  (value) => value === 'none' || (typeof value === 'string' && isActivation(value)),
  `use one of ${Object.keys(activations).join(', ')} or none`
)

/** What a person says of a network whose file holds its weights alone. */
export const ToldLayers = knownFields({
  /** Behind every layer but the last. */
  activation: ActivationOrNone.optional(),
  /** What is otherwise, by the path of the module that has the layer's weights. */
  layers: z
    .record(
      z.string(),
      knownFields({
        activation: ActivationOrNone.optional(),
        stride: z.int().min(1).max(64).optional(),
        padding: z.int().min(0).max(64).optional()
      })
    )
    .optional()
})
export type ToldLayers = z.infer<typeof ToldLayers>

/** A layer of a network whose file holds its weights alone, as it is taken. */
export interface TakenLayer {
  at: string
  /** Of convolutions; null for others. */
  window: { stride: number; padding: number } | null
  activation: Activation | 'none'
}

/** How such a network is taken. */
export interface TakenLayers {
  /** Behind every layer that nothing else is said of. */
  activation: Activation | 'none'
  /** Whether that is a guess, which nobody and no name in the file says. */
  isGuess: boolean
  /** One behind the other. */
  layers: TakenLayer[]
  /** What a person said; null where nobody did. */
  told: ToldLayers | null
}
