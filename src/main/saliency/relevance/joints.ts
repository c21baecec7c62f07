import type { RelevanceRules } from './rule.ts'
import { addMultiple, addShare, addTaken } from './rule.ts'

/** Activations, and layers that join inputs element by element. */
export const jointRules: RelevanceRules<'activation' | 'add' | 'multiply'> = {
  // Each number stays what it is worth. A softmax has each of its numbers depend on all: Achtibat 2024 (arXiv 2402.05602).
  activation({ builder, node, op, relevance }) {
    if (op.activation.kind !== 'softmax') return relevance
    const [x, shape, length] = [node.inputs[0]!, node.shape, node.shape.at(-1)!]
    const ones = { shape: [length, length], data: new Float32Array(length * length).fill(-1) }
    const sum = builder.add({ type: 'dense', kernel: ones, bias: null }, [relevance], shape)
    const taken = builder.add({ type: 'multiply' }, [node.id, sum], shape)
    const left = builder.add({ type: 'add' }, [relevance, taken], shape)
    return builder.add({ type: 'multiply' }, [x, left], shape)
  },

  // By contribution; in front of the first convolution, where values say nothing yet, all places alike.
  add({ builder, landmarks, node, relevance }, which) {
    if (!landmarks.isInFront(node.id)) return addTaken(builder, node, which, addShare(builder, relevance, node.id))
    const takers = node.inputs.filter((id) => landmarks.hasPlaces(id))
    return partOfOne(builder, relevance, takers, node.inputs[which]!)
  },

  // What is let through takes all, its gates nothing (Arras 2017, arXiv 1706.07206).
  multiply({ builder, landmarks, node, relevance }, which) {
    const inFront = landmarks.isInFront(node.id)
    const takers = node.inputs.filter((id) => !landmarks.isGate(id) && (!inFront || landmarks.hasPlaces(id)))
    return partOfOne(builder, relevance, takers.length > 0 ? takers : node.inputs, node.inputs[which]!)
  }
}

type Builder = Parameters<typeof addMultiple>[0]

/** The part of one input where `takers` have equal parts. */
function partOfOne(builder: Builder, relevance: string, takers: readonly string[], input: string): string | null {
  return takers.includes(input) ? addMultiple(builder, relevance, 1 / takers.length) : null
}
