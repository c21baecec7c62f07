import type {
  ChangeEvent,
  ChangeSignals,
  Drive,
  DriveSignals,
  EventList,
  Findings,
  Inspection,
  LibraryAnswered,
  LibraryGeneration,
  LibraryState,
  Model,
  ModelLayer,
  Regions,
  ReviewedEvent,
  RulePreview,
  Run,
  SavedRule,
  Series,
  SignalSuggestion,
  StartRun,
  Timeline
} from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { ChangeLaneSettings, ImportLanes, LaneFile, LaneOverview } from '../../shared/lanes.ts'
import type { FrameRange, OpenWith } from '../../shared/recording.ts'
import type { InputPreview, PreviewInput } from '../../shared/inputPreview.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { json, request, sending } from './request.ts'

/** What the app runs with. */
export interface About {
  version: string
  engines: { id: string; available: boolean; why: string | null }[]
  ffmpeg: string | null
  dataDir: string
  /** Why the library could not be backed up; null where all is well. */
  backupTrouble: string | null
}

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

/** Formats of an export, as the last part of its address. */
export type ExportFormat = 'html' | 'csv' | 'npy'

/** Asks for an answer in lines, with how far the work is: see `answerOf`. */
const lines = { accept: 'application/x-ndjson' }

/** Addresses that pictures are shown from. */
export const thumbnailAddress = (drive: string) => `/api/drives/${drive}/thumbnail`

/** One function a route; each throws RequestError with a sentence. */
export const api = {
  about: () => json<About>('/api/about'),

  /** Whether the library is open; this and what follows is answered in any case. */
  library: () => json<LibraryState>('/api/library'),
  libraryGenerations: () => json<LibraryGeneration[]>('/api/library/generations'),
  restoreLibrary: (generation: string) =>
    json<LibraryAnswered>('/api/library/restore', sending('POST', { generation })),
  beginEmptyLibrary: () => json<LibraryAnswered>('/api/library/begin-empty', { method: 'POST' }),

  /** What lies at a path, without keeping it. */
  inspect: (path: string) => json<Inspection>('/api/inspect', sending('POST', { path })),

  drives: () => json<Drive[]>('/api/drives'),
  drive: (id: string) => json<Drive>(`/api/drives/${id}`),
  addDrive: (path: string, openWith: OpenWith = {}) =>
    json<Drive>('/api/drives', sending('POST', { path, ...openWith })),
  /** Says where a drive was moved to. */
  relinkDrive: (id: string, path: string) => json<Drive>(`/api/drives/${id}/place`, sending('PUT', { path })),
  forgetDrive: (id: string) => request(`/api/drives/${id}`, { method: 'DELETE' }),
  timeline: (drive: string) => json<Timeline>(`/api/drives/${drive}/timeline`),
  lanes: (drive: string) => json<LaneFile>(`/api/drives/${drive}/lanes`),
  saveLanes: (drive: string, lanes: LaneFile) => json<LaneFile>(`/api/drives/${drive}/lanes`, sending('PUT', lanes)),
  laneSources: (drive: string) => json<LaneOverview>(`/api/drives/${drive}/lanes/sources`),
  changeLaneSources: (drive: string, change: ChangeLaneSettings) =>
    json<LaneOverview>(`/api/drives/${drive}/lanes/sources`, sending('PUT', change)),
  /** Reads labels; tells how far it is. */
  importLanes: (drive: string, wish: ImportLanes, signal: AbortSignal) =>
    request(`/api/drives/${drive}/lanes/imported`, { ...sending('POST', wish, lines), signal }),
  removeImportedLanes: (drive: string) =>
    json<LaneOverview>(`/api/drives/${drive}/lanes/imported`, { method: 'DELETE' }),
  /** One channel of what a lane model gives for a frame. */
  laneModelOutput: async (drive: string, frame: number, model: string, channel: number, signal: AbortSignal) =>
    outputOf(await request(`/api/drives/${drive}/lanes/output/${frame}?model=${model}&channel=${channel}`, { signal })),
  /** How far the scoring of the drive's runs is; null where none is under way. */
  scoring: (drive: string) => json<{ done: number; total: number } | null>(`/api/drives/${drive}/lanes/scoring`),
  driveSignals: (drive: string) => json<DriveSignals>(`/api/drives/${drive}/signals`),
  changeSignals: (drive: string, change: ChangeSignals) =>
    json<DriveSignals>(`/api/drives/${drive}/signals`, sending('PUT', change)),
  /** Compares the signals with the motion of the pictures; takes seconds. */
  offsetFromPictures: (drive: string, signal: AbortSignal) =>
    json<SignalSuggestion>(`/api/drives/${drive}/signals/offset`, { method: 'POST', signal }),
  /** Takes the signals as the recording has them. */
  resetSignals: (drive: string) => json<DriveSignals>(`/api/drives/${drive}/signals`, { method: 'DELETE' }),
  picture: async (drive: string, frame: number, signal: AbortSignal) =>
    (await request(`/api/drives/${drive}/pictures/${frame}`, { signal })).blob(),

  models: () => json<Model[]>('/api/models'),
  model: (id: string) => json<Model>(`/api/models/${id}`),
  addModel: (path: string, lambdas: Readonly<Record<string, string>> = {}) =>
    json<Model>('/api/models', sending('POST', { path, lambdas })),
  saveRecipe: (id: string, recipe: Recipe, head: Model['head']) =>
    json<Model>(`/api/models/${id}/recipe`, sending('PUT', { recipe, head })),
  /** Tries ways of preparing pictures against the recorded steering of a drive; takes as long as some hundred frames. */
  searchRecipe: (id: string, driveId: string, signal: AbortSignal) =>
    request(`/api/models/${id}/recipe-search`, { ...sending('POST', { driveId }, lines), signal }),

  /** A frame as the model would be given it by a recipe. */
  inputPreview: (id: string, wanted: PreviewInput, signal: AbortSignal) =>
    json<InputPreview>(`/api/models/${id}/input`, { ...sending('POST', wanted), signal }),

  runs: (drive?: string) => json<Run[]>(drive ? `/api/runs?drive=${drive}` : '/api/runs'),
  run: (id: string) => json<Run>(`/api/runs/${id}`),
  startRun: (start: StartRun) => json<Run>('/api/runs', sending('POST', start)),
  pauseRun: (id: string) => json<Run>(`/api/runs/${id}/pause`, { method: 'POST' }),
  resumeRun: (id: string) => json<Run>(`/api/runs/${id}/resume`, { method: 'POST' }),
  deleteRun: (id: string) => request(`/api/runs/${id}`, { method: 'DELETE' }),
  progress: (id: string, signal: AbortSignal) => request(`/api/runs/${id}/progress`, { signal }),
  series: (run: string) => json<Series>(`/api/runs/${run}/series`),
  regions: (run: string, from: number, count: number) =>
    json<Regions>(`/api/runs/${run}/regions?from=${from}&count=${count}`),
  map: async (run: string, frame: number, signal: AbortSignal) =>
    mapOf(await request(`/api/runs/${run}/maps/${frame}`, { signal })),
  /** Layers of the run's model that give maps. */
  mapLayers: async (run: string) => (await json<{ layers: ModelLayer[] }>(`/api/runs/${run}/activations`)).layers,
  contactSheet: async (run: string, frame: number, layer: string, signal: AbortSignal) =>
    contactSheetOf(
      await request(`/api/runs/${run}/activations/${frame}?layer=${encodeURIComponent(layer)}`, { signal })
    ),

  findings: (run: string) => json<Findings>(`/api/runs/${run}/findings`),
  events: (run: string) => json<EventList>(`/api/runs/${run}/events`),
  saveRule: (run: string, rule: Rule) => json<EventList>(`/api/runs/${run}/rule`, sending('PUT', rule)),
  changeEvent: (run: string, event: string, change: ChangeEvent) =>
    json<ReviewedEvent>(`/api/runs/${run}/events/${event}`, sending('PUT', change)),
  addEvent: (run: string, event: NewEvent) => json<ReviewedEvent>(`/api/runs/${run}/events`, sending('POST', event)),
  splitEvent: (run: string, event: string, at: number) =>
    json<ReviewedEvent[]>(`/api/runs/${run}/events/${event}/split`, sending('POST', { at })),
  mergeEvents: (run: string, events: string[]) =>
    json<ReviewedEvent>(`/api/runs/${run}/events/merge`, sending('POST', { events })),
  deleteEvent: (run: string, event: string) => request(`/api/runs/${run}/events/${event}`, { method: 'DELETE' }),
  previewRule: (run: string, rule: Rule, signal: AbortSignal) =>
    json<RulePreview>(`/api/runs/${run}/rule/preview`, { ...sending('POST', rule), signal }),
  setNominal: (run: string, stretch: FrameRange) =>
    json<EventList>(`/api/runs/${run}/nominal`, sending('PUT', stretch)),
  forgetNominal: (run: string) => json<EventList>(`/api/runs/${run}/nominal`, { method: 'DELETE' }),
  savedRules: () => json<SavedRule[]>('/api/rules'),
  keepRule: (name: string, rule: Rule) =>
    json<SavedRule[]>(`/api/rules/${encodeURIComponent(name)}`, sending('PUT', rule)),
  forgetRule: (name: string) => json<SavedRule[]>(`/api/rules/${encodeURIComponent(name)}`, { method: 'DELETE' }),
  exportFile: async (run: string, format: ExportFormat) => (await request(`/api/runs/${run}/export/${format}`)).blob()
}

/** A contact sheet as it comes over the wire. */
async function contactSheetOf(response: Response): Promise<ContactSheet> {
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
async function outputOf(response: Response): Promise<LaneModelOutput> {
  const header = (name: string) => Number(response.headers.get(name))
  return {
    width: header('x-map-width'),
    height: header('x-map-height'),
    channels: header('x-map-count'),
    values: new Float32Array(await response.arrayBuffer())
  }
}

/** A map as it comes over the wire: its bytes, and its size and scale in headers. */
async function mapOf(response: Response): Promise<SaliencyMap> {
  const header = (name: string) => Number(response.headers.get(name))
  return {
    width: header('x-map-width'),
    height: header('x-map-height'),
    scale: header('x-map-scale'),
    sum: header('x-map-sum'),
    data: new Uint8Array(await response.arrayBuffer())
  }
}
