import { z } from 'zod'

/** A closed polygon in unit picture coordinates (0..1 of the whole camera picture, y down), at least 3 vertices. */
export const Polygon = z
  .array(z.tuple([z.number().finite(), z.number().finite()]))
  .min(3)
  .max(64)
export type Polygon = z.infer<typeof Polygon>

/** A corridor is the ego lane widened by this many lane widths on each side: the markings belong to it. */
export const CORRIDOR_MARGIN = 0.15

/** A polygon that a person drew on one frame. */
export const LaneKeyframe = z.object({ frame: z.number().int().min(0), polygon: Polygon })
export type LaneKeyframe = z.infer<typeof LaneKeyframe>

/** Lane polygons on disk and on the wire: keyframes in rising frame order; one keyframe holds for the whole drive. */
export const LaneFile = z.object({ version: z.literal(1), keyframes: z.array(LaneKeyframe) })
export type LaneFile = z.infer<typeof LaneFile>

/** Where a lane region comes from, in order of authority. */
export const laneSources = ['drawn', 'imported', 'recorded', 'model', 'detected', 'path'] as const
export const LaneSource = z.enum(laneSources)
export type LaneSource = z.infer<typeof LaneSource>

/** Where the ego lane is in one frame. */
export interface LaneRegion {
  polygon: Polygon
  /** 0..1; drawn polygons have 1. */
  confidence: number
  source: LaneSource
  /** How likely the car is off its road, or about to be, by the picture, 0..1; what was detected alone has it. */
  off?: number | undefined
}

/** A side of a lane in one frame. */
export interface LaneSide {
  /** In unit picture coordinates (y down), in any order. */
  points: readonly (readonly [x: number, y: number])[]
  /** 0..1 */
  confidence: number
}

/** The two sides of the own lane in one frame. */
export interface LaneSides {
  left: LaneSide
  right: LaneSide
}

/** A lane region of an earlier frame, carried on to one where the lane is gone: the longer ago, the less sure. */
export interface CarriedRegion extends LaneRegion {
  /** The last frame at which it was known. */
  carriedFrom: number
}

export function isCarried(region: LaneRegion | CarriedRegion): region is CarriedRegion {
  return 'carriedFrom' in region
}

/** Frames first..last in which a person said which source holds; 'none' says that there is no lane. */
export const LaneStretch = z
  .object({
    first: z.number().int().min(0),
    last: z.number().int().min(0),
    source: z.enum([...laneSources, 'none'])
  })
  .refine(({ first, last }) => first <= last, 'first must not be above last')
export type LaneStretch = z.infer<typeof LaneStretch>

/** Formats of lane labels. `mask` is a PNG picture that is lane or not; BDD100K's two kinds of masks have their own. */
export const LabelFormat = z.enum([
  'tusimple',
  'culane',
  'bdd100k',
  'bdd100k-drivable',
  'bdd100k-lane',
  'comma10k',
  'mask'
])
export type LabelFormat = z.infer<typeof LabelFormat>

/** Labels to be read for a drive. */
export const ImportLanes = z.object({
  /** A file or a folder on this machine. */
  path: z.string().min(1),
  /** What masks are, where they do not tell. */
  format: LabelFormat.optional(),
  /** The value that means 'lane' in masks of several values. */
  lane: z.number().int().min(0).optional()
})
export type ImportLanes = z.infer<typeof ImportLanes>

/** What was imported for a drive. */
export const ImportedLanes = z.object({
  path: z.string(),
  format: LabelFormat,
  /** Frames that have a label. */
  frames: z.number().int(),
  /** Labels of other pictures, left out. */
  others: z.number().int(),
  /** How labels found their frames, in words. */
  because: z.string(),
  /** Hex SHA-256 over what was imported. */
  hash: z.string()
})
export type ImportedLanes = z.infer<typeof ImportedLanes>

/** How far an import of labels is. */
export interface ImportLanesProgress {
  /** Scoring begins when the labels are kept, and cannot be stopped. */
  stage: 'reading' | 'scoring'
  /** Files. */
  done: number
  total: number
  /** Files a second; null until it is known. */
  rate: number | null
  secondsLeft: number | null
}

/** The camera and the car that the driven path is projected with. Angles in degrees, lengths in metres. */
export const PathCamera = z.object({
  /** Of the lens above the road. */
  height: z.number().min(0.02).max(5),
  /** Of the lens before the rear axle. */
  ahead: z.number().min(-5).max(10),
  /** Down-positive. */
  pitch: z.number().min(-30).max(60),
  /** Left-positive, against the way the car points. */
  yaw: z.number().min(-45).max(45),
  /** From side to side of the whole picture. */
  fieldOfView: z.number().min(15).max(170),
  /** Width of the lane. */
  laneWidth: z.number().min(0.1).max(10),
  wheelbase: z.number().min(0.05).max(10),
  /** Angle of the front wheels at full steering (normalised 1). */
  fullLock: z.number().min(1).max(80),
  /** Turn of the steering wheel for one of the front wheels; 1 where the recording has the angle of the wheels. */
  steeringRatio: z.number().min(0.5).max(40)
})
export type PathCamera = z.infer<typeof PathCamera>

/** A model that finds the lane, and how its output is read. */
export const LaneModel = z.object({
  modelId: z.string().min(1),
  /** Channel of its output picture. */
  channel: z.number().int().min(0),
  /** Values above this are lane; below it where `below`. In the model's own numbers. */
  threshold: z.number(),
  below: z.boolean().default(false)
})
export type LaneModel = z.infer<typeof LaneModel>

/** Whatever a person decided about the lanes of a drive, beside what they drew. */
export const LaneSettings = z.object({
  stretches: z.array(LaneStretch).max(1000).default([]),
  /** null: the driven path is not used. */
  camera: PathCamera.nullable().default(null),
  model: LaneModel.nullable().default(null),
  /** false: the lanes that lie with the recording are not used. */
  recorded: z.boolean().default(true),
  /** Part of the picture's height that the car's own bonnet covers, from the lower edge: no region but a drawn one lies there. */
  bonnet: z.number().min(0).max(0.5).default(0)
})
export type LaneSettings = z.output<typeof LaneSettings>

/** A change of them; what is left out stays. */
export const ChangeLaneSettings = z.object({
  stretches: z.array(LaneStretch).max(1000).optional(),
  camera: PathCamera.nullable().optional(),
  model: LaneModel.nullable().optional(),
  recorded: z.boolean().optional(),
  bonnet: z.number().min(0).max(0.5).optional()
})
export type ChangeLaneSettings = z.input<typeof ChangeLaneSettings>

/** Where the sides of straight lanes meet in the picture, and how fast they part below. Unit picture coordinates. */
export interface VanishingPoint {
  x: number
  y: number
  /** Width of the lane, in picture widths, for each picture height below the point. */
  spread: number
  /** Frames that it was seen in. */
  frames: number
}

/** The lanes of a drive as a whole: what there is, what holds where. */
export interface LaneOverview {
  settings: LaneSettings
  imported: ImportedLanes | null
  /** Keyframes that were drawn. */
  drawn: number
  /** Runs of frames that one source holds; 'none' where no region is known. They cover the decoded frames. */
  holding: { first: number; last: number; source: LaneSource | 'none' }[]
  /** By source: frames that have a region, and their mean confidence. */
  sources: { source: LaneSource; frames: number; confidence: number }[]
  vanishing: VanishingPoint | null
}
