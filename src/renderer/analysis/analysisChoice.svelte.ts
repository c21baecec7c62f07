import type { Drive, Model, StartRun } from '../../shared/api.ts'
import type { EngineChoice } from '../../shared/engines.ts'
import { defaultMethod, type MethodOffer, type MethodSettings } from '../../shared/methodSettings.ts'

export type Explain = NonNullable<StartRun['explain']>

/** What a person chose for an analysis; whatever was not chosen, or is not there any more, is the first of its kind. */
export class AnalysisChoice {
  explain = $state<Explain>('change')
  engine = $state<EngineChoice>('auto')
  #modelId = $state<string | null>(null)
  #methodId = $state<string | null>(null)
  /** Changed parameters, by method and then by parameter: a method keeps its own when another was looked at. */
  #settings = $state.raw<Readonly<Record<string, MethodSettings>>>({})
  readonly #models: () => readonly Model[]

  model = $derived.by(() => {
    const models = this.#models()
    return models.find(({ id }) => id === this.#modelId) ?? models[0] ?? null
  })
  usable = $derived.by(() => this.model?.methods.filter(({ refused }) => refused === null) ?? [])
  refused = $derived.by(() => this.model?.methods.filter(({ refused }) => refused !== null) ?? [])
  method = $derived.by(
    (): MethodOffer | null =>
      [this.#methodId, defaultMethod].map((id) => this.usable.find((method) => method.id === id)).find(Boolean) ??
      this.usable[0] ??
      null
  )

  /** @param modelId of the model that is chosen at first; null for the first of them */
  constructor(models: () => readonly Model[], modelId: string | null = null) {
    this.#models = models
    this.#modelId = modelId
  }

  chooseModel(id: string): void {
    this.#modelId = id
  }

  chooseMethod(id: string): void {
    this.#methodId = id
  }

  /** The value of a parameter of the chosen method: the one that was set, else its default. */
  valueOf(parameter: string): number | string | undefined {
    const { method } = this
    return (
      (method && this.#settings[method.id]?.[parameter]) ??
      method?.parameters.find(({ id }) => id === parameter)?.default
    )
  }

  set(parameter: string, value: number | string): void {
    const { method } = this
    if (!method) return
    this.#settings = { ...this.#settings, [method.id]: { ...this.#settings[method.id], [parameter]: value } }
  }

  /** The parameters that differ from their defaults, of those that the method has on this model. */
  get changed(): MethodSettings {
    const parameters = this.method?.parameters ?? []
    return Object.fromEntries(
      parameters.flatMap(({ id, default: usual }) => {
        const value = this.valueOf(id)
        return value === undefined || value === usual ? [] : [[id, value]]
      })
    )
  }

  /** What to ask for; null where there is nothing to analyse with. */
  startFor(drive: Drive): StartRun | null {
    const { model, method } = this
    if (!model || !method) return null
    const explain = method.signed ? this.explain : 'change'
    const { changed: settings, engine } = this
    return { driveId: drive.id, modelId: model.id, method: method.id, explain, settings, engine }
  }
}
