import type { Storage, StoredTensor } from '../weights/storedTensor.ts'

/** What a pickle holds, as far as it is read. Nothing of it is ever run. */
export type PickleValue =
  null | boolean | number | bigint | string | Uint8Array | Items | Table | Global | Aside | Storage | StoredTensor

/** A list, a tuple or a set. */
export class Items {
  readonly values: PickleValue[]

  constructor(values: PickleValue[]) {
    this.values = values
  }
}

/** A dictionary, also an ordered one. */
export class Table {
  readonly #entries: [key: PickleValue, value: PickleValue][] = []
  readonly #byText = new Map<string, PickleValue>()
  /** What stands beside its entries: a state dict's `_metadata`. */
  beside: Table | null = null

  /** In their order, also those whose keys come again. */
  get entries(): readonly (readonly [key: PickleValue, value: PickleValue])[] {
    return this.#entries
  }

  add(key: PickleValue, value: PickleValue): void {
    this.#entries.push([key, value])
    if (typeof key === 'string') this.#byText.set(key, value)
  }

  /** The value of a key that is text, the last where there are several; undefined where there is none. */
  get(key: string): PickleValue | undefined {
    return this.#byText.get(key)
  }

  /** Keys that are text, and their last values. */
  get texts(): ReadonlyMap<string, PickleValue> {
    return this.#byText
  }
}

/** A function or class, by its name alone. */
export class Global {
  /** As `torch._utils._rebuild_tensor_v2`. */
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Something that says nothing of weights, such as a number of NumPy: it is left where it is. */
export class Aside {
  readonly says = 'nothing'
}
