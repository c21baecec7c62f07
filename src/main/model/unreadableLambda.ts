import { InputError } from '../../shared/errors.ts'

/** A model has a Lambda layer whose code cannot be read; what it computes is for a person to say. */
export class UnreadableLambda extends InputError {
  /** The name that it has where people say it. */
  readonly layer: string

  constructor(message: string, layer: string) {
    super(message)
    this.layer = layer
  }
}
