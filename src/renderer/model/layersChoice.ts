import type { Activation, TakenLayers, ToldLayers } from '../../shared/toldLayers.ts'

/** What is set of one layer. */
export interface LayerChoice {
  at: string
  /** Of convolutions. */
  stride: number | null
  padding: number | null
  /** '' for what stands behind layers like it. */
  activation: Activation | 'none' | ''
}

/** How the layers of a model are joined, as it is in the form. */
export interface LayersChoice {
  activation: Activation | 'none'
  layers: LayerChoice[]
}

export function choiceOf({ activation, layers, told }: TakenLayers): LayersChoice {
  return {
    activation,
    layers: layers.map(({ at, window }) => ({
      at,
      stride: window?.stride ?? null,
      padding: window?.padding ?? null,
      activation: told?.layers?.[at]?.activation ?? ''
    }))
  }
}

/** What is to be kept: the activation, and of layers what was said of them before or is otherwise than they are taken. */
export function toldBy({ activation, layers }: LayersChoice, taken: TakenLayers): ToldLayers {
  const said = layers.flatMap(({ at, stride, padding, activation: own }) => {
    const before = taken.told?.layers?.[at]
    const window = taken.layers.find((layer) => layer.at === at)?.window
    const one = {
      ...(stride !== null && (before?.stride !== undefined || stride !== window?.stride) && { stride }),
      ...(padding !== null && (before?.padding !== undefined || padding !== window?.padding) && { padding }),
      ...(own !== '' && { activation: own })
    }
    return Object.keys(one).length > 0 ? [[at, one] as const] : []
  })
  return { activation, ...(said.length > 0 && { layers: Object.fromEntries(said) }) }
}
