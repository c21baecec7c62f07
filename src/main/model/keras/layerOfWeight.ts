/**
 * The layer that a weight belongs to, by the parts of its name (`model/conv2d/kernel:0`); null where there is none.
 * Layers of models in models are called `<model>/<layer>`; then as many parts as possible have to agree.
 * @param layers all layer names of the network
 */
export function layerOfWeight(weight: string, layers: readonly string[]): string | null {
  const parts = weight.split('/').slice(0, -1)
  let best: string | null = null
  let most = 0
  for (const layer of layers) {
    const path = layer.split('/')
    const place = parts.lastIndexOf(path.at(-1)!)
    if (place < 0) continue
    const agreeing = path.filter((part) => parts.includes(part)).length
    // The deeper the better: a model's own name is a part of the names of all its weights.
    const score = place * 100 + agreeing
    if (best === null || score > most) [best, most] = [layer, score]
  }
  return best
}
