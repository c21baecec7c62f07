import { printableName } from '../../shared/printable.ts'
import type { UnreadGraph } from './input/inLayout.ts'

/**
 * A network with names that can stand in lists and sentences, whatever its file has for them; no two alike. Those that can
 * stay as they are.
 */
export function withPrintableNames(graph: UnreadGraph): UnreadGraph {
  const { form, nodes } = graph
  const inputs = form.kind === 'inputs' ? form.inputs.map(({ name }) => name) : []
  const ids = renamed([graph.id, ...graph.places, ...inputs, ...nodes.map(({ id }) => id)])
  const outputs = renamed(Object.keys(graph.outputs))
  if (ids.size === 0 && outputs.size === 0) return graph
  const named = (id: string): string => ids.get(id) ?? id
  return {
    id: named(graph.id),
    form:
      form.kind === 'inputs'
        ? { ...form, inputs: form.inputs.map((input) => ({ ...input, name: named(input.name) })) }
        : form,
    places: graph.places.map(named),
    nodes: nodes.map((node) => ({ ...node, id: named(node.id), inputs: node.inputs.map(named) })),
    outputs: Object.fromEntries(
      Object.entries(graph.outputs).map(([name, id]) => [outputs.get(name) ?? name, named(id)])
    )
  }
}

/** By the names that have to be others, these. */
function renamed(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(names)
  const others = new Map<string, string>()
  for (const name of new Set(names)) {
    const wanted = printableName(name)
    if (wanted === name || others.has(name)) continue
    let own = wanted
    for (let n = 2; taken.has(own); n++) own = `${wanted}#${n}`
    taken.add(own)
    others.set(name, own)
  }
  return others
}
