import type {
  ChangeSignals,
  Drive,
  DriveSignals,
  EventList,
  Inspection,
  JudgeEvent,
  Model,
  ModelLayer,
  Regions,
  ReviewedEvent,
  Run,
  Series,
  StartRun,
  Timeline
} from '../../shared/api.ts'
import type { Rule } from '../../shared/events.ts'
import type { LaneFile } from '../../shared/lanes.ts'
import type { Recipe } from '../../shared/recipe.ts'
import type { RecipeSearch } from '../../shared/recipeSearch.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import { json, request, sending } from './request.ts'

/** What the app runs with. */
export interface About {
  version: string
  engines: { id: string; available: boolean; why: string | null }[]
  ffmpeg: string | null
  dataDir: string
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

/** Formats of an export, as the last part of its address. */
export type ExportFormat = 'html' | 'csv' | 'npy'

/** Addresses that pictures are shown from. */
export const thumbnailAddress = (drive: string) => `/api/drives/${drive}/thumbnail`

/** One function a route; each throws RequestError with a sentence. */
export const api = {
  about: () => json<About>('/api/about'),

  /** What lies at a path, without keeping it. */
  inspect: (path: string) => json<Inspection>('/api/inspect', sending('POST', { path })),

  drives: () => json<Drive[]>('/api/drives'),
  drive: (id: string) => json<Drive>(`/api/drives/${id}`),
  addDrive: (path: string, signals?: string) => json<Drive>('/api/drives', sending('POST', { path, signals })),
  forgetDrive: (id: string) => request(`/api/drives/${id}`, { method: 'DELETE' }),
  timeline: (drive: string) => json<Timeline>(`/api/drives/${drive}/timeline`),
  lanes: (drive: string) => json<LaneFile>(`/api/drives/${drive}/lanes`),
  saveLanes: (drive: string, lanes: LaneFile) => json<LaneFile>(`/api/drives/${drive}/lanes`, sending('PUT', lanes)),
  driveSignals: (drive: string) => json<DriveSignals>(`/api/drives/${drive}/signals`),
  changeSignals: (drive: string, change: ChangeSignals) =>
    json<DriveSignals>(`/api/drives/${drive}/signals`, sending('PUT', change)),
  picture: async (drive: string, frame: number, signal: AbortSignal) =>
    (await request(`/api/drives/${drive}/pictures/${frame}`, { signal })).blob(),

  models: () => json<Model[]>('/api/models'),
  model: (id: string) => json<Model>(`/api/models/${id}`),
  addModel: (path: string) => json<Model>('/api/models', sending('POST', { path })),
  saveRecipe: (id: string, recipe: Recipe, head: Model['head']) =>
    json<Model>(`/api/models/${id}/recipe`, sending('PUT', { recipe, head })),
  /** Tries ways of preparing pictures against the recorded steering of a drive; takes as long as some hundred frames. */
  searchRecipe: (id: string, driveId: string, signal: AbortSignal) =>
    json<RecipeSearch>(`/api/models/${id}/recipe-search`, { ...sending('POST', { driveId }), signal }),

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

  events: (run: string) => json<EventList>(`/api/runs/${run}/events`),
  saveRule: (run: string, rule: Rule) => json<EventList>(`/api/runs/${run}/rule`, sending('PUT', rule)),
  judge: (run: string, event: string, verdict: JudgeEvent) =>
    json<ReviewedEvent>(`/api/runs/${run}/events/${event}`, sending('PUT', verdict)),
  addEvent: (run: string, event: NewEvent) => json<ReviewedEvent>(`/api/runs/${run}/events`, sending('POST', event)),
  deleteEvent: (run: string, event: string) => request(`/api/runs/${run}/events/${event}`, { method: 'DELETE' }),
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
