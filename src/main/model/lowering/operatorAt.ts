import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Node } from '../graph/graph.ts'
import type { Constant } from './constant.ts'
import type { AttributeValue, Operator } from './operator.ts'
import type { Room } from './room.ts'

/** The import that an operator is part of. */
export interface Scope {
  /** The model file's name, for sentences. */
  source: string
  /** Version of the format's set of operators, where it has one. */
  opset: number
  /** Length of the batch axis that constants are folded with. */
  batch: number
  /** How many operators the model has. */
  operators: number
  /** What has been made so far. */
  nodes: Node[]
  /** Ids that are taken. */
  ids: Set<string>
  /** For what is made of constants; left out where a format makes nothing of few bytes. */
  room?: Room
  /** What had to be assumed so far, by its code; left out where that is told in another way. */
  warnings?: Map<string, Warning>
}

/** One operator at its place in a model: its name and attributes, and how it is refused. */
export class OperatorAt {
  readonly scope: Scope
  readonly operator: Operator
  /** Counted from 1. */
  readonly place: number

  constructor(scope: Scope, operator: Operator, place: number) {
    this.scope = scope
    this.operator = operator
    this.place = place
  }

  /** The operator's name in the file; its result's where it has none. */
  get name(): string {
    return this.operator.name || this.operator.outputs[0] || this.operator.type
  }

  int(name: string, fallback: number): number {
    return this.float(name, fallback)
  }

  float(name: string, fallback: number): number {
    const found = this.#attribute(name)
    return typeof found === 'number' ? found : fallback
  }

  ints(name: string): readonly number[] | null {
    const found = this.#attribute(name)
    return Array.isArray(found) && found.every((item) => typeof item === 'number') ? found : null
  }

  text(name: string, fallback: string): string {
    const found = this.#attribute(name)
    return typeof found === 'string' ? found : fallback
  }

  /** A text that has to be one of those known, of which the first is meant where nothing is said. */
  choice<Known extends string>(name: string, known: readonly [Known, ...Known[]]): Known {
    const stated = this.text(name, known[0])
    return (
      known.find((one) => one === stated) ??
      this.refuse(`has '${stated}' for ${name}, which is not known`, `use ${known.join(' or ')}`)
    )
  }

  texts(name: string): readonly string[] {
    const found = this.#attribute(name)
    return Array.isArray(found) && found.every((item) => typeof item === 'string') ? found : []
  }

  tensor(name: string): Constant | null {
    const found = this.#attribute(name)
    if (found === undefined) return null
    if (found !== null && typeof found === 'object' && 'values' in found && 'dims' in found) return found
    return this.refuse(`has an attribute '${name}' that is not a tensor`, 'export the model again')
  }

  /** Throws the sentence "'model.onnx' cannot be opened: the operator 'x' (Loop, 3 of 12) {why}; {instead}." */
  refuse(why: string, instead: string): never {
    const { source, operators } = this.scope
    throw new InputError(
      `'${source}' cannot be opened: the operator '${this.name}' (${this.operator.type}, ${this.place} of ${operators}) ${why}; ${instead}.`
    )
  }

  /** Says once for the model what had to be assumed. */
  warn(code: string, message: string): void {
    this.scope.warnings?.set(code, { code, message })
  }

  #attribute(name: string): AttributeValue | undefined {
    return this.operator.attributes.get(name)
  }
}
