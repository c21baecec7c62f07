import type { Polygon } from '../../../shared/lanes.ts'

/** A line of paint or a boundary, in unit picture coordinates (y down), in any order of its points. */
export type LaneLine = readonly (readonly [x: number, y: number])[]

/** Where the ego lane is in one labelled picture. */
export interface LabelledLane {
  polygon: Polygon
  /** 0..1: 1 where both boundaries were labelled, less where the outline tells the label only roughly. */
  confidence: number
}

/** The label of one picture of a data set. */
export interface FrameLabel {
  /** How the label names its picture: a file name, with as much of its path as is known. */
  name: string
  /** Number of the frame, from 0, where the label says it. */
  frame?: number
  /** null where the label shows no ego lane. */
  lane: LabelledLane | null
}

/** Size of pictures in pixels. */
export interface Size {
  width: number
  height: number
}
