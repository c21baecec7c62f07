import { Dataset, type Group } from 'h5wasm/node'
import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import type { Weights } from '../graph/graph.ts'
import { childGroup, floatDataset } from './hdf5.ts'
import type { KerasNetwork } from './architecture.ts'

/** The groups that hold a model's layers: Keras 3, and the first `.keras` files of tf.keras. */
const containers = ['layers', '_layer_checkpoint_dependencies']

/** True where the file is laid out as Keras 3's `.weights.h5`: a group a layer, arrays numbered in `vars`. */
export function hasKeras3Weights(file: Group): boolean {
  return containers.some((name) => childGroup(file, name))
}

/**
 * Reads the weights of a Keras 3 `.weights.h5` by layer name. Its groups are not named as the layers are but by class,
 * counted in the model's order (`conv2d`, `conv2d_1`, …); later versions of Keras use the layers' own names.
 */
export function readKeras3Weights(file: Group, network: KerasNetwork): Map<string, Weights[]> {
  const tree = new Map<string, string[]>()
  const classOf = new Map(network.layers.map((layer) => [layer.weightsName, layer.storedClass]))
  for (const name of classOf.keys()) {
    const model = name.split('/').slice(0, -1).join('/')
    tree.set(model, [...(tree.get(model) ?? []), name])
  }
  const cellsOf = new Map(network.layers.map((layer) => [layer.weightsName, stackedCells(layer.config)]))
  const weights = new Map<string, Weights[]>()

  const read = (group: Group, model: string): void => {
    const container = containers.map((name) => childGroup(group, name)).find((found) => found !== null)
    if (!container) return
    const names = tree.get(model) ?? []
    const groups = groupNames(names, classOf)
    const byClass = names.every(
      (name) => childGroup(container, groups.get(name)!) || !childGroup(container, lastPart(name))
    )
    for (const name of names) {
      const inside = childGroup(container, byClass ? groups.get(name)! : lastPart(name))
      if (!inside) continue
      // A model that a layer wraps (TimeDistributed) lies in its group `layer`.
      if (tree.has(name)) read(childGroup(inside, 'layer') ?? inside, name)
      else weights.set(name, variables(inside, cellsOf.get(name) ?? []))
    }
  }
  read(file, '')
  if (weights.size === 0) {
    throw new InputError(`The weights of '${network.source}' are not in the file; save the whole model again.`)
  }
  return weights
}

const lastPart = (name: string): string => name.split('/').at(-1)!

/** The group of each layer: its class in snake case, numbered from the second on. */
function groupNames(names: readonly string[], classOf: ReadonlyMap<string, string>): Map<string, string> {
  const counts = new Map<string, number>()
  return new Map(
    names.map((name) => {
      const kind = snakeCase(classOf.get(name) ?? name)
      const count = counts.get(kind) ?? 0
      counts.set(kind, count + 1)
      return [name, count === 0 ? kind : `${kind}_${count}`]
    })
  )
}

/** As Keras does it: BatchNormalization is batch_normalization, Conv2D is conv2d. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

const Stacked = z.looseObject({
  cell: z.looseObject({ config: z.looseObject({ cells: z.array(z.looseObject({ class_name: z.string() })) }) })
})

/** Classes of the cells that a layer has one behind the other. */
function stackedCells(config: Record<string, unknown>): string[] {
  const stacked = Stacked.safeParse(config)
  return stacked.success ? stacked.data.cell.config.cells.map((cell) => cell.class_name) : []
}

/** The arrays of a layer and of the layers that it wraps (an LSTM's cell), in order. */
function variables(group: Group, cells: readonly string[] = []): Weights[] {
  const vars = childGroup(group, 'vars')
  const numbers = (vars?.keys() ?? []).filter((key) => vars!.get(key) instanceof Dataset)
  const own = numbers
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => floatDataset(vars!, key)!)
    .filter((array) => array !== 'integers')
  const wrapped = ['layer', 'cell', 'forward_layer', 'backward_layer'].flatMap((name) => {
    const inside = childGroup(group, name)
    return inside ? variables(inside, cells) : []
  })
  const stack = childGroup(group, 'cells')
  const places = [...cells.keys()].map(String)
  const names = groupNames(places, new Map(places.map((place, i) => [place, cells[i]!])))
  const stacked = stack ? places.map((place) => childGroup(stack, names.get(place)!)) : []
  return [...own, ...wrapped, ...stacked.flatMap((cell) => (cell ? variables(cell) : []))]
}
