import { hc } from 'hono/client'
import type { Api, LibraryApi, LogApi } from '../../main/app.ts'
import type { ChangeEvent, ChangeEvents, ChangeSignals, Model, StartRun, Tag } from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { ChangeLaneSettings, ImportLanes, LaneFile } from '../../shared/lanes.ts'
import type { AskHeadCurves } from '../../shared/headCurves.ts'
import type { LayerMean } from '../../shared/layerMean.ts'
import type { FrameRange, OpenWith } from '../../shared/recording.ts'
import type { PreviewInput } from '../../shared/inputPreview.ts'
import type { AskIntervention } from '../../shared/intervention.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'
import type { ToldLayers } from '../../shared/toldLayers.ts'
import { jsonOf } from '../../shared/typedAnswer.ts'
import { request } from './request.ts'

// The routes as the app declares them: one that changes does not compile here.
const { about, inspect, drives, models, reviewer, runs, rules, compare } = hc<Api>('/', { fetch: request }).api
const { library } = hc<LibraryApi>('/', { fetch: request }).api
const { log, diagnostics } = hc<LogApi>('/', { fetch: request }).api

const { recordings } = hc<Api>('/', { fetch: request }).api
const [drive, model, run] = [drives[':drive'], models[':model'], runs[':run']]
const event = run.events[':event']

/** What the app runs with. */
export type About = Awaited<ReturnType<typeof api.about>>

/** An event that a person found. */
export interface NewEvent {
  first: number
  last: number
  note?: string
}

/** What a layer gave for a frame, as one picture of all its maps. */
export interface ContactSheet {
  picture: Blob
  /** Size of one map. */
  width: number
  height: number
  count: number
  /** The value that is drawn white. */
  scale: number
}

/** One channel of what a lane model gives, and how many there are. */
export interface LaneModelOutput {
  width: number
  height: number
  channels: number
  /** Row-major [height, width]. */
  values: Float32Array
}

/** Ends an answer that is not awaited any more. */
const until = (signal: AbortSignal) => ({ init: { signal } })
/** The same of an answer in lines, with how far the work is: see `answerOf`. */
const linesUntil = (signal: AbortSignal) => ({ headers: { accept: 'application/x-ndjson' }, init: { signal } })

/** Addresses that pictures are shown from. */
export const thumbnailAddress = (id: string) => drive.thumbnail.$path({ param: { drive: id } })

export const pictureAddress = (id: string, frame: number) =>
  drive.pictures[':frame'].$path({ param: { drive: id, frame: String(frame) } })

/** One function a route; each throws RequestError with a sentence. */
export const api = {
  about: () => jsonOf(about.$get()),
  /** The end of the log. */
  log: async () => (await log.$get()).text(),
  diagnostics: async () => (await diagnostics.$get()).text(),

  /** Whether the library is open; this and what follows is answered in any case. */
  library: () => jsonOf(library.$get()),
  libraryGenerations: () => jsonOf(library.generations.$get()),
  restoreLibrary: (generation: string) => jsonOf(library.restore.$post({ json: { generation } })),
  beginEmptyLibrary: () => jsonOf(library['begin-empty'].$post()),

  /** What lies at a path, without keeping it. */
  inspect: (path: string) => jsonOf(inspect.$post({ json: { path } })),

  drives: () => jsonOf(drives.$get()),
  drive: (id: string) => jsonOf(drive.$get({ param: { drive: id } })),
  addDrive: (path: string, openWith: OpenWith = {}) => jsonOf(drives.$post({ json: { path, ...openWith } })),
  /** Says where a drive was moved to. */
  relinkDrive: (id: string, path: string) => jsonOf(drive.place.$put({ param: { drive: id }, json: { path } })),
  forgetDrive: (id: string) => drive.$delete({ param: { drive: id } }),
  timeline: (id: string) => jsonOf(drive.timeline.$get({ param: { drive: id } })),
  lanes: (id: string) => jsonOf(drive.lanes.$get({ param: { drive: id } })),
  saveLanes: (id: string, json: LaneFile) => jsonOf(drive.lanes.$put({ param: { drive: id }, json })),
  laneSources: (id: string) => jsonOf(drive.lanes.sources.$get({ param: { drive: id } })),
  changeLaneSources: (id: string, json: ChangeLaneSettings) =>
    jsonOf(drive.lanes.sources.$put({ param: { drive: id }, json })),
  /** Reads labels; tells how far it is. */
  importLanes: (id: string, json: ImportLanes, signal: AbortSignal) =>
    drive.lanes.imported.$post({ param: { drive: id }, json }, linesUntil(signal)),
  removeImportedLanes: (id: string) => jsonOf(drive.lanes.imported.$delete({ param: { drive: id } })),
  /** One channel of what a lane model gives for a frame. */
  laneModelOutput: async (id: string, frame: number, laneModel: string, channel: number, signal: AbortSignal) =>
    outputOf(
      await drive.lanes.output[':frame'].$get(
        { param: { drive: id, frame: String(frame) }, query: { model: laneModel, channel: String(channel) } },
        until(signal)
      )
    ),
  /** How far the scoring of the drive's runs is; null where none is under way. */
  scoring: (id: string) => jsonOf(drive.lanes.scoring.$get({ param: { drive: id } })),
  driveSignals: (id: string) => jsonOf(drive.signals.$get({ param: { drive: id } })),
  changeSignals: (id: string, json: ChangeSignals) => jsonOf(drive.signals.$put({ param: { drive: id }, json })),
  /** Compares the signals with the motion of the pictures; takes seconds. */
  offsetFromPictures: (id: string, signal: AbortSignal) =>
    jsonOf(drive.signals.offset.$post({ param: { drive: id } }, until(signal))),
  /** The numbers in the names of its pictures; null where there is nothing to say of them. */
  namesOfDrive: async (id: string) => (await jsonOf(drive.names.$get({ param: { drive: id } }))).names,
  /** Takes the signals as the recording has them. */
  resetSignals: (id: string) => jsonOf(drive.signals.$delete({ param: { drive: id } })),
  picture: async (id: string, frame: number, signal: AbortSignal) =>
    (await drive.pictures[':frame'].$get({ param: { drive: id, frame: String(frame) } }, until(signal))).blob(),

  models: () => jsonOf(models.$get()),
  model: (id: string) => jsonOf(model.$get({ param: { model: id } })),
  addModel: (path: string, lambdas: Readonly<Record<string, string>> = {}) =>
    jsonOf(models.$post({ json: { path, lambdas } })),
  /** How the layers of a file of weights are joined; null for other models. */
  modelLayers: (id: string) => jsonOf(model.layers.$get({ param: { model: id } })),
  tellLayers: (id: string, json: ToldLayers) => jsonOf(model.layers.$put({ param: { model: id }, json })),
  saveRecipe: (id: string, recipe: Recipe, head: Model['head']) =>
    jsonOf(model.recipe.$put({ param: { model: id }, json: { recipe, head } })),
  /** Adds all recordings below a folder to the library, or those with all of some words. */
  addRecordings: (path: string, words: string, signal: AbortSignal) =>
    recordings.add.$post({ json: { path, words } }, linesUntil(signal)),
  /** Tries ways of preparing pictures against the recorded steering of a drive; takes as long as some hundred frames. */
  searchRecipe: (id: string, driveId: string, signal: AbortSignal) =>
    model['recipe-search'].$post({ param: { model: id }, json: { driveId } }, linesUntil(signal)),

  /** What the model gives. */
  modelOutputs: (id: string) => jsonOf(model.outputs.$get({ param: { model: id } })),
  /** What meanings of its outputs look like on a drive; takes as long as some tens of frames. */
  headCurves: (id: string, json: AskHeadCurves, signal: AbortSignal) =>
    model['head-curves'].$post({ param: { model: id }, json }, linesUntil(signal)),

  /** A frame as the model would be given it by a recipe. */
  inputPreview: (id: string, json: PreviewInput, signal: AbortSignal) =>
    jsonOf(model.input.$post({ param: { model: id }, json }, until(signal))),

  runs: (id?: string) => jsonOf(runs.$get({ query: { drive: id } })),
  run: (id: string) => jsonOf(run.$get({ param: { run: id } })),
  startRun: (json: StartRun) => jsonOf(runs.$post({ json })),
  pauseRun: (id: string) => jsonOf(run.pause.$post({ param: { run: id } })),
  resumeRun: (id: string) => jsonOf(run.resume.$post({ param: { run: id } })),
  /** Makes what is missing of the tests of a run's model: it runs as a job does. */
  testRun: (id: string) => jsonOf(run.evidence.$post({ param: { run: id } })),
  /** What becomes of the steering where something is hidden. */
  intervene: (id: string, json: AskIntervention, signal: AbortSignal) =>
    jsonOf(run.interventions.$post({ param: { run: id }, json }, until(signal))),
  deleteRun: (id: string) => run.$delete({ param: { run: id } }),
  progress: (id: string, signal: AbortSignal) => run.progress.$get({ param: { run: id } }, until(signal)),
  series: (id: string) => jsonOf(run.series.$get({ param: { run: id } })),
  regions: (id: string, from: number, count: number) =>
    jsonOf(run.regions.$get({ param: { run: id }, query: { from: String(from), count: String(count) } })),
  map: async (id: string, frame: number, signal: AbortSignal) =>
    mapOf(await run.maps[':frame'].$get({ param: { run: id, frame: String(frame) } }, until(signal))),
  /** What the run's model sees of its input; null where that is not known (yet). */
  seenPixels: async (id: string) => seenPixelsOf(await run.seen.$get({ param: { run: id } })),
  /** Layers of the run's model that give maps. */
  mapLayers: async (id: string) => (await jsonOf(run.activations.$get({ param: { run: id } }))).layers,
  contactSheet: async (id: string, frame: number, layer: string, signal: AbortSignal) =>
    contactSheetOf(
      await run.activations[':frame'].$get(
        { param: { run: id, frame: String(frame) }, query: { layer } },
        until(signal)
      )
    ),
  /** A map of what a layer gives for a frame, and the id of the method that made it. */
  layerMap: async (id: string, frame: number, { layer, channel }: LayerMean, signal: AbortSignal) => {
    const query = { layer, ...(channel !== null && { channel: String(channel) }) }
    const param = { run: id, frame: String(frame) }
    const response = await run.activations[':frame'].map.$get({ param, query }, until(signal))
    return { map: await mapOf(response), method: response.headers.get('x-map-method') ?? '' }
  },

  /** Runs of one drive beside each other. */
  compare: (ids: readonly string[]) => jsonOf(compare.$get({ query: { runs: ids.join(',') } })),
  findings: (id: string) => jsonOf(run.findings.$get({ param: { run: id } })),
  events: (id: string) => jsonOf(run.events.$get({ param: { run: id } })),
  saveRule: (id: string, json: Rule) => jsonOf(run.rule.$put({ param: { run: id }, json })),
  changeEvent: (id: string, eventId: string, json: ChangeEvent) =>
    jsonOf(event.$put({ param: { run: id, event: eventId }, json })),
  changeEvents: (id: string, json: ChangeEvents) => jsonOf(run.events.change.$post({ param: { run: id }, json })),
  addEvent: (id: string, json: NewEvent) => jsonOf(run.events.$post({ param: { run: id }, json })),
  splitEvent: (id: string, eventId: string, at: number) =>
    jsonOf(event.split.$post({ param: { run: id, event: eventId }, json: { at } })),
  mergeEvents: (id: string, events: string[]) =>
    jsonOf(run.events.merge.$post({ param: { run: id }, json: { events } })),
  deleteEvent: (id: string, eventId: string) => event.$delete({ param: { run: id, event: eventId } }),
  previewRule: (id: string, json: Rule, signal: AbortSignal) =>
    jsonOf(run.rule.preview.$post({ param: { run: id }, json }, until(signal))),
  setNominal: (id: string, json: FrameRange) => jsonOf(run.nominal.$put({ param: { run: id }, json })),
  forgetNominal: (id: string) => jsonOf(run.nominal.$delete({ param: { run: id } })),
  /** What the reviewer would undo and redo next on a drive. */
  steps: (id: string) => jsonOf(drive.steps.$get({ param: { drive: id } })),
  takeStep: (id: string, direction: 'undo' | 'redo') => jsonOf(drive[direction].$post({ param: { drive: id } })),
  reviewer: () => jsonOf(reviewer.$get()),
  setReviewer: (name: string) => jsonOf(reviewer.$put({ json: { name } })),
  tags: () => jsonOf(reviewer.tags.$get()),
  setTags: (tags: Tag[]) => jsonOf(reviewer.tags.$put({ json: { tags } })),
  savedRules: () => jsonOf(rules.$get()),
  // Hono's client puts a name into the address as it is.
  keepRule: (name: string, json: Rule) =>
    jsonOf(rules[':name'].$put({ param: { name: encodeURIComponent(name) }, json })),
  forgetRule: (name: string) => jsonOf(rules[':name'].$delete({ param: { name: encodeURIComponent(name) } })),
  /** @param format its id, see About.exports */
  exportFile: async (id: string, format: string) =>
    (await run.export[':format'].$get({ param: { run: id, format }, query: {} })).blob()
}

/** What holds the bytes of an answer, and its headers. */
type Answer = Pick<Response, 'headers' | 'blob' | 'arrayBuffer'>

/** A contact sheet as it comes over the wire. */
async function contactSheetOf(response: Answer): Promise<ContactSheet> {
  const header = (name: string) => Number(response.headers.get(name))
  return {
    width: header('x-map-width'),
    height: header('x-map-height'),
    count: header('x-map-count'),
    scale: header('x-map-scale'),
    picture: await response.blob()
  }
}

/** One channel of a lane model's output as it comes over the wire: float32, row-major. */
async function outputOf(response: Answer): Promise<LaneModelOutput> {
  const header = (name: string) => Number(response.headers.get(name))
  return {
    width: header('x-map-width'),
    height: header('x-map-height'),
    channels: header('x-map-count'),
    values: new Float32Array(await response.arrayBuffer())
  }
}

/** Pixels that are seen as they come over the wire: a byte each, and their size in headers; no content where unknown. */
async function seenPixelsOf(response: Answer & Pick<Response, 'status'>): Promise<SeenPixels | null> {
  if (response.status === 204) return null
  const header = (name: string) => Number(response.headers.get(name))
  const data = new Uint8Array(await response.arrayBuffer())
  return { width: header('x-map-width'), height: header('x-map-height'), data }
}

/** A map as it comes over the wire: its bytes, and its size and scale in headers. */
async function mapOf(response: Answer): Promise<SaliencyMap> {
  const header = (name: string) => Number(response.headers.get(name))
  return {
    width: header('x-map-width'),
    height: header('x-map-height'),
    scale: header('x-map-scale'),
    sum: header('x-map-sum'),
    data: new Uint8Array(await response.arrayBuffer())
  }
}
