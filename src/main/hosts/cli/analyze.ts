import { readFile, stat } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import type { EventList, Findings, Model, ReviewedEvent, Run } from '../../../shared/api.ts'
import { CancelledError, InputError, sentence } from '../../../shared/errors.ts'
import { headInWords } from '../../../shared/headWords.ts'
import { type LayerMean, layerMeanNamed, methodInWords } from '../../../shared/layerMean.ts'
import { oddities } from '../../../shared/oddities.ts'
import { defaultMethod } from '../../../shared/methodSettings.ts'
import type { App } from '../../app.ts'
import { jsonOf, linesOf } from '../../../shared/typedAnswer.ts'
import { clientOf, type Client } from '../client.ts'
import type { AnalyzeOptions } from './commandLine.ts'
import { useHead } from './head.ts'
import { useLanes } from './lanes.ts'
import { verdictOf } from '../../../shared/verdict.ts'
import { createProgressLine, type Terminal } from './progressLine.ts'
import { useLayout } from './inputLayout.ts'

/** The one JSON document of `analyze --json`. */
export interface AnalyzeResult {
  run: string
  frames: number
  /** Seconds that this command took to analyse what was not there yet. */
  seconds: number
  /** Of the frames analysed by this command; null where all were there. */
  framesPerSecond: number | null
  engine: string | null
  method: string
  methodLabel: string
  /** What a person can act on; null where nothing is known. */
  verdict: string | null
  /** What of the model's outputs was taken as its steering, and the same in words. */
  head: Run['head']
  steering: string
  /** What the maps are of; null where of the steering. */
  of: LayerMean | null
  /** What the run says as a whole. */
  findings: Findings
  events: Pick<ReviewedEvent, 'kind' | 'first' | 'last' | 'worst' | 'severity' | 'reason'>[]
  /** Kinds of events that cannot be told on this drive, and why not. */
  untold: EventList['untold']
  /** All that is odd about it. */
  warnings: string[]
}

/**
 * Analyses a recording with a model, or goes on with it. Interrupting it (`stop`) ends it after the frames in flight.
 * Progress goes to the terminal.
 * @throws InputError, CancelledError
 */
export async function analyze(
  app: App,
  options: AnalyzeOptions,
  stop: AbortSignal,
  terminal: Terminal = process.stderr
): Promise<AnalyzeResult> {
  const api = clientOf(app)
  const { recording, openWith } = options
  const drive = await jsonOf(api.drives.$post({ json: { path: recording, ...openWith } }))
  const model = await jsonOf(api.models.$post({ json: { path: options.model } }))
  if (options.recipe !== undefined) await useRecipe(api, model.id, options.recipe)
  if (options.reading !== undefined) await useLayout(api, model.id, options.reading)
  if (options.head !== undefined) await useHead(api, model.id, options.head)
  if (options.lanes !== undefined) {
    const { lanes, laneFormat, laneValue } = options
    await useLanes(api, drive.id, { lanes, laneFormat, laneValue }, stop, terminal)
  }

  const { method = defaultMethod, explain, engine, settings } = options
  const of = options.of === undefined ? undefined : await layerOf(api, model.id, options.of)
  const started = performance.now()
  const before = await doneBefore(api, drive.id)
  const wishes = {
    method,
    ...(explain && { explain }),
    ...(engine && { engine }),
    ...(settings && { settings }),
    ...(of && { of })
  }
  sayCost(model, method, terminal)
  const { id } = await jsonOf(api.runs.$post({ json: { driveId: drive.id, modelId: model.id, ...wishes } }))
  let run = await finished(api, id, stop, terminal)
  let findings = await jsonOf(api.runs[':run'].findings.$get({ param: { run: id } }))
  // A run from before there was a test, or whose lanes have changed since.
  if (findings.swap === null) {
    await jsonOf(api.runs[':run'].evidence.$post({ param: { run: id } }))
    run = await finished(api, id, stop, terminal)
    findings = await jsonOf(api.runs[':run'].findings.$get({ param: { run: id } }))
  }
  const seconds = (performance.now() - started) / 1000

  const { events, untold } = await jsonOf(api.runs[':run'].events.$get({ param: { run: id } }))
  return resultOf({ run, findings, events, untold, model, seconds, analysed: run.done - (before.get(id) ?? 0) })
}

interface Analysed {
  run: Run
  findings: Findings
  events: EventList['events']
  untold: EventList['untold']
  model: Pick<Model, 'methods'>
  /** How long it took this command, and for how many frames. */
  seconds: number
  analysed: number
}

/** What the command says of a run that has ended. */
export function resultOf({ run, findings, events, untold, model, seconds, analysed }: Analysed): AnalyzeResult {
  const method = model.methods.find(({ id }) => id === run.method)
  return {
    run: run.id,
    frames: run.done,
    seconds: round(seconds),
    framesPerSecond: analysed > 0 ? round(analysed / seconds) : null,
    engine: run.engine,
    method: run.method,
    methodLabel: methodInWords(method?.label ?? run.method, run.of),
    verdict: verdictOf(findings)?.sentence ?? null,
    head: run.head,
    steering: headInWords(run.head),
    of: run.of,
    findings,
    events: events.map((event) => {
      const { kind, first, last, worst, severity, reason } = event
      return { kind, first, last, worst, severity, reason }
    }),
    untold,
    warnings: oddities({ run, findings, method }).map(({ message }) => message)
  }
}

/** The layer that was named, of the model as it is read now. */
async function layerOf(api: Client, model: string, wanted: string): Promise<LayerMean> {
  const { name, layers } = await jsonOf(api.models[':model'].$get({ param: { model } }))
  const of = layerMeanNamed(
    wanted,
    layers.map((layer) => layer.name)
  )
  if (of) return of
  throw new InputError(
    `'${name}' has no layer '${wanted}': --of takes one of those that 'info' lists, or LAYER:CHANNEL.`
  )
}

/** Tells what is dear before it is started. */
function sayCost({ methods }: Model, method: string, terminal: Terminal): void {
  const offer = methods.find(({ id }) => id === method)
  if (!offer || offer.refused || offer.cost <= 3) return
  terminal.write(`By default ${offer.label} runs the model about ${offer.cost} times for each frame.\n`)
}

/** Frames that runs of the drive had before this command. */
async function doneBefore(api: Client, drive: string): Promise<Map<string, number>> {
  const runs = await jsonOf(api.runs.$get({ query: { drive } }))
  return new Map(runs.map((run) => [run.id, run.done]))
}

/** Waits for the run to end, showing how far it is. */
async function finished(api: Client, run: string, stop: AbortSignal, terminal: Terminal): Promise<Run> {
  const param = { run }
  const line = createProgressLine(terminal)
  const pause = async (): Promise<void> => {
    await jsonOf(api.runs[':run'].pause.$post({ param }))
  }
  const pausing: Promise<void>[] = []
  const onStop = (): void => void pausing.push(pause())
  stop.addEventListener('abort', onStop, { once: true })
  try {
    if (stop.aborted) onStop()
    for await (const progress of linesOf(await api.runs[':run'].progress.$get({ param })))
      if (progress.state === 'running') line.show(progress)
  } finally {
    line.end()
    stop.removeEventListener('abort', onStop)
    await Promise.all(pausing)
  }
  const ended = await jsonOf(api.runs[':run'].$get({ param }))
  if (ended.error !== null) throw new InputError(ended.error)
  if (ended.state !== 'finished')
    throw new CancelledError(
      `Stopped after ${ended.done} of ${ended.total} frames; the same command goes on from there.`
    )
  return ended
}

/** A recipe file as it lies beside models ({recipe, head}), or a recipe alone, which keeps the model's head. */
async function useRecipe(api: Client, model: string, file: string): Promise<void> {
  const given = await readJson(file)
  const { head } = await jsonOf(api.models[':model'].$get({ param: { model } }))
  const isWhole = typeof given === 'object' && given !== null && 'recipe' in given
  const json = (isWhole ? { head, ...given } : { recipe: given, head }) as never // checked by the route
  await jsonOf(api.models[':model'].recipe.$put({ param: { model }, json }))
}

async function readJson(file: string): Promise<unknown> {
  try {
    if (!(await stat(file)).isFile()) throw new Error('no file')
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new InputError(`This is not a JSON file that can be read (${sentence(error)}): '${file}'.`)
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
