import type { GraphNode } from './graphNode.ts'
import { singleNumber } from './tensorTypes.ts'
import { trainingPhase } from './trainingPhase.ts'

/** What becomes of numbers that are known; undefined where one that is needed is not. */
type Rule = (given: readonly (number | null)[]) => number | null

const first: Rule = ([a = null]) => a
const rules: ReadonlyMap<string, Rule> = new Map([
  ['Identity', first],
  ['StopGradient', first],
  ['PlaceholderWithDefault', first],
  ['ReadVariableOp', first],
  ['Cast', first],
  ['LogicalNot', ([a = null]) => (a === null ? null : Number(a === 0))],
  ['LogicalAnd', ([a = null, b = null]) => (a === 0 || b === 0 ? 0 : a === null || b === null ? null : 1)],
  ['LogicalOr', ([a = null, b = null]) => (a || b ? 1 : a === null || b === null ? null : 0)],
  ['Equal', ([a = null, b = null]) => (a === null || b === null ? null : Number(a === b))],
  ['NotEqual', ([a = null, b = null]) => (a === null || b === null ? null : Number(a !== b))]
])

/** Single numbers of a network that are known before it sees a picture: those by which conditions are decided. */
export class KnownNumbers {
  readonly #known = new Map<string, number>()

  /** The number that a tensor is; null where that is not known. */
  of(tensor: string | undefined): number | null {
    return (tensor === undefined ? undefined : this.#known.get(tensor)) ?? null
  }

  /** Takes up what a node gives, where its inputs were taken up before. */
  note(node: GraphNode): void {
    const number = trainingPhase(node) ?? this.#numberOf(node)
    if (number !== null) this.#known.set(node.name, number)
  }

  #numberOf({ op, input, attr }: GraphNode): number | null {
    if (op !== 'Const') return rules.get(op)?.(input.map((tensor) => this.of(tensor))) ?? null
    const tensor = attr.get('value')?.tensor
    return tensor ? singleNumber(tensor) : null
  }
}
