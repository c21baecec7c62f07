import { SvelteSet } from 'svelte/reactivity'
import type { Drive, Findings, Model, Progress, Run, StartRun } from '../../shared/api.ts'
import { methodInWords } from '../../shared/layerMean.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { ToldLayers } from '../../shared/toldLayers.ts'
import type { OpenWith } from '../../shared/recording.ts'
import { hasResults } from '../../shared/runState.ts'
import { api } from '../client/api.ts'
import { followProgress } from '../client/progress.ts'
import { notices } from './notices.svelte.ts'
import type { RunDesk } from './runDesk.ts'

/** The drives, models and analyses that the app knows, and what can be done with them. */
export class Library implements RunDesk {
  drives = $state.raw<Drive[] | null>(null)
  models = $state.raw<Model[]>([])
  runs = $state.raw<Run[]>([])
  /** By run; only of runs that are going on. */
  progress = $state.raw<Readonly<Record<string, Progress>>>({})
  /** By run; only of runs that have all their results. */
  findings = $state.raw<Readonly<Record<string, Findings>>>({})
  readonly #followed = new SvelteSet<string>()
  /** Runs whose events were asked for since the library was loaded. */
  readonly #asked = new SvelteSet<string>()
  readonly #ended = new AbortController()

  readonly #byDrive = $derived.by(() => Map.groupBy(this.runs, (run) => run.driveId))
  sampleDrive = $derived(this.drives?.find((drive) => drive.sample) ?? null)

  async load(): Promise<void> {
    try {
      const [drives, models, runs] = await Promise.all([api.drives(), api.models(), api.runs()])
      this.drives = drives
      this.models = models
      this.runs = runs.sort((a, b) => b.createdAt - a.createdAt)
      for (const run of runs) this.#attend(run)
      this.#asked.clear()
    } catch (error) {
      notices.error(error)
    }
  }

  /** The method of a run by its name, and what its maps are of. */
  methodOf(run: Run): string {
    const model = this.models.find(({ id }) => id === run.modelId)
    return methodInWords(model?.methods.find(({ id }) => id === run.method)?.label ?? run.method, run.of)
  }

  /** Newest first. */
  runsOf(drive: string): Run[] {
    return this.#byDrive.get(drive) ?? []
  }

  /** Throws the sentence of what is wrong with the path, for the place where it was given. */
  async openDrive(path: string, openWith: OpenWith = {}): Promise<Drive> {
    const drive = await api.addDrive(path, openWith)
    this.#putDrive(drive)
    return drive
  }

  /** Takes a drive that was moved from its new place; throws the sentence of what is wrong with that. */
  async relinkDrive(drive: Drive, path: string): Promise<void> {
    this.#putDrive(await api.relinkDrive(drive.id, path))
  }

  /** Fetches a drive again, as after its signals were corrected. */
  async refreshDrive(id: string): Promise<void> {
    await this.#tried(async () => this.#putDrive(await api.drive(id)))
  }

  async forgetDrive(drive: Drive): Promise<void> {
    await this.#tried(async () => {
      await api.forgetDrive(drive.id)
      notices.done(`${drive.name} is forgotten. The recording itself is untouched.`)
      await this.load()
    })
  }

  /**
   * Throws the sentence of what is wrong with the path, for the place where it was given.
   * @param lambdas what a person says that Lambda layers compute, by their names
   */
  async openModel(path: string, lambdas: Readonly<Record<string, string>> = {}): Promise<Model> {
    const model = await api.addModel(path, lambdas)
    await this.load()
    return model
  }

  /** Says what stands between the layers of a file of weights, which is then another model. */
  async tellLayers(id: string, layers: ToldLayers): Promise<Model | null> {
    return this.#tried(async () => {
      const told = await api.tellLayers(id, layers)
      await this.load()
      return told
    })
  }

  async saveRecipe(id: string, recipe: Recipe, head: Model['head']): Promise<Model | null> {
    return this.#tried(async () => {
      const saved = await api.saveRecipe(id, recipe, head)
      this.models = this.models.map((model) => (model.id === id ? saved : model))
      return saved
    })
  }

  async start(start: StartRun): Promise<Run | null> {
    return this.#tried(async () => {
      const run = await api.startRun(start)
      this.#put(run)
      return run
    })
  }

  async pause(run: Run): Promise<void> {
    await this.#tried(async () => this.#put(await api.pauseRun(run.id)))
  }

  async resume(run: Run): Promise<void> {
    await this.#tried(async () => this.#put(await api.resumeRun(run.id)))
  }

  /** Ends an analysis and deletes its results. */
  async remove(run: Run): Promise<void> {
    await this.#tried(async () => {
      await api.deleteRun(run.id)
      this.runs = this.runs.filter((other) => other.id !== run.id)
    })
  }

  dispose(): void {
    this.#ended.abort()
  }

  #putDrive(drive: Drive): void {
    const { drives } = this
    const known = drives?.some(({ id }) => id === drive.id)
    this.drives = known ? drives!.map((other) => (other.id === drive.id ? drive : other)) : [drive, ...(drives ?? [])]
  }

  #put(run: Run): void {
    this.runs = [run, ...this.runs.filter((other) => other.id !== run.id)].sort((a, b) => b.createdAt - a.createdAt)
    this.#attend(run)
  }

  #attend(run: Run): void {
    if (run.state === 'running') void this.#follow(run.id)
  }

  /** Fetches what a finished run says once; asked for by whatever shows them, so that a thousand drives do not ask at once. */
  async needFindings(run: Run | null): Promise<void> {
    if (!run || !hasResults(run.state) || this.#asked.has(run.id)) return
    this.#asked.add(run.id)
    const findings = await api.findings(run.id).catch(() => null)
    if (findings) this.findings = { ...this.findings, [run.id]: findings }
  }

  async #follow(run: string): Promise<void> {
    if (this.#followed.has(run)) return
    this.#followed.add(run)
    for await (const progress of followProgress(run, this.#ended.signal)) {
      this.progress = { ...this.progress, [run]: progress }
    }
    this.#followed.delete(run)
    this.progress = Object.fromEntries(Object.entries(this.progress).filter(([id]) => id !== run))
    // Lanes that were found again make other events.
    this.#asked.delete(run)
    const ended = this.#ended.signal.aborted ? null : await api.run(run).catch(() => null)
    if (ended) this.#put(ended)
  }

  async #tried<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      return await action()
    } catch (error) {
      notices.error(error)
      return null
    }
  }
}
