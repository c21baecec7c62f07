import type { TfliteModel, TfliteSubgraph } from './schema.ts'

/**
 * A name for each tensor, no two alike: of inputs and outputs what the signature calls them, of those that the converter
 * gave several (`conv/Relu;conv/BiasAdd;…`) the first.
 */
export function tensorNames(graph: TfliteSubgraph, signature: TfliteModel['signatures'][number] | undefined): string[] {
  const aliases = new Map(
    [...(signature?.inputs ?? []), ...(signature?.outputs ?? [])].map((one) => [one.tensor, one.name])
  )
  const atEnds = new Set([...graph.inputs, ...graph.outputs])
  const taken = new Set<string>()
  const used = new Map<string, number>()
  const unique = (name: string): string => {
    let own = name
    while (taken.has(own)) {
      const count = (used.get(name) ?? 1) + 1
      used.set(name, count)
      own = `${name}#${count}`
    }
    taken.add(own)
    return own
  }
  const names: string[] = []
  // Those that people choose by come first, and results before the weights that they may share a name with.
  const made = new Set(graph.operators.flatMap(({ outputs }) => outputs))
  const rank = (index: number): number => (atEnds.has(index) ? 0 : made.has(index) ? 1 : 2)
  const order = [...graph.tensors.keys()].sort((a, b) => rank(a) - rank(b))
  for (const index of order) {
    const [first = ''] = graph.tensors[index]!.name.split(';')
    const plain = atEnds.has(index) ? aliases.get(index) || first : first.replace(/:0$/, '')
    names[index] = unique(plain || `tensor ${index}`)
  }
  return names
}
