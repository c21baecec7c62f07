import { logMessages, type LogEnd } from './logMessages.ts'
import { NoCapnp, type Struct } from './capnp.ts'

/**
 * Where fields lie: bytes of numbers, places of pointers, and the tag of each kind of event, as Cap'n Proto lays the
 * schemas out (cereal/log.capnp, opendbc/car/car.capnp; places never change once a field has its number).
 */
const EVENT = { time: 0, tag: 8, of: 0 } as const
const TAGS = {
  initData: 0,
  roadCameraState: 1,
  roadEncodeIdx: 14,
  liveCalibration: 18,
  carState: 21,
  modelV2: 73,
  wideRoadEncodeIdx: 75,
  qRoadEncodeIdx: 88
} as const
const INIT = { device: 0 } as const
const CAMERA = { sensor: 80 } as const
const INDEX = { frameId: 0, segmentId: 16, start: 24, end: 32 } as const
const CALIBRATION = { status: 2, euler: 4 } as const
const CAR = { speed: 0, steering: 16 } as const
const MODEL = { frameId: 0, lines: 4, probabilities: 5 } as const
const POINTS = { x: 0, y: 1, z: 2 } as const
/** LiveCalibrationData.Status. */
const CALIBRATED = 1
/** Messages of a kind that are kept. A minute has 6,000 of the car's and 1,200 of each other kind. */
const MOST_KEPT = 100_000
/** Of any list that is read; a line of the model has 33 points. */
const LONGEST = 256
/** Of its four lines the two in the middle are the sides of the own lane. */
const LEFT = 1
const RIGHT = 2

/** A picture of a camera: its place in the camera's file and its time. */
export interface FrameIndex {
  frameId: number
  /** From 0 in the file of this segment. */
  frame: number
  /** Seconds since the device started. */
  time: number
}

/** A line of the model in the calibrated frame of the device: metres ahead, to the right and down. */
export interface ModelLine {
  x: number[]
  y: number[]
  z: number[]
  /** 0..1 */
  probability: number
}

/** The own lane as the model saw it in a frame, and how the device was mounted then. */
export interface ModelLane {
  frameId: number
  left: ModelLine
  right: ModelLine
  /** Roll, pitch and yaw from the calibrated frame to the device's, radians. */
  euler: readonly [number, number, number]
}

/** What is read of a log. Times are seconds since the device started. */
export interface OpenpilotLog {
  indexes: Record<'road' | 'qRoad' | 'wideRoad', FrameIndex[]>
  /** Degrees at the steering wheel, + to the left; metres a second. */
  car: { time: number; steering: number; speed: number }[]
  lanes: ModelLane[]
  /** InitData.DeviceType and FrameData.ImageSensor; 0 where unknown. */
  device: number
  sensor: number
  isBroken: boolean
}

/** Reads a log once, from end to end. */
export async function readOpenpilotLog(file: string): Promise<OpenpilotLog> {
  const end: LogEnd = { isBroken: false }
  const log: OpenpilotLog = {
    ...{ indexes: { road: [], qRoad: [], wideRoad: [] }, car: [], lanes: [], device: 0, sensor: 0, isBroken: false }
  }
  const mounted: Mounted = { euler: null }
  let isDamaged = false
  for await (const event of logMessages(file, end)) {
    try {
      addEvent(log, event, mounted)
    } catch (error) {
      // What it holds leads nowhere; where it ends, the next one begins.
      if (!(error instanceof NoCapnp)) throw error
      isDamaged = true
      if (error instanceof TooMany) break
    }
  }
  return { ...log, isBroken: end.isBroken || isDamaged }
}

/** How the device is mounted, as it knew last. */
interface Mounted {
  euler: ModelLane['euler'] | null
}

/** @throws NoCapnp */
function addEvent(log: OpenpilotLog, event: Struct, mounted: Mounted): void {
  const time = event.uint64(EVENT.time) / 1e9
  const of = (): Struct | null => event.struct(EVENT.of)
  switch (event.uint16(EVENT.tag)) {
    case TAGS.carState: {
      const car = of()
      if (car) keep(log.car, { time, steering: car.float32(CAR.steering), speed: car.float32(CAR.speed) })
      break
    }
    case TAGS.roadEncodeIdx:
      addIndex(log.indexes.road, of(), time)
      break
    case TAGS.qRoadEncodeIdx:
      addIndex(log.indexes.qRoad, of(), time)
      break
    case TAGS.wideRoadEncodeIdx:
      addIndex(log.indexes.wideRoad, of(), time)
      break
    case TAGS.liveCalibration:
      mounted.euler = eulerOf(of())
      break
    case TAGS.modelV2: {
      const lane = mounted.euler && laneOf(of(), mounted.euler)
      if (lane) keep(log.lanes, lane)
      break
    }
    case TAGS.initData:
      log.device = of()?.uint16(INIT.device) ?? 0
      break
    case TAGS.roadCameraState:
      log.sensor = of()?.uint16(CAMERA.sensor) ?? 0
  }
}

/** What follows is no log of a segment, and is not read. */
class TooMany extends NoCapnp {}

/** @throws TooMany where there are more than a segment has */
function keep<Kept>(list: Kept[], one: Kept): void {
  if (list.length >= MOST_KEPT) throw new TooMany('more messages than a segment has')
  list.push(one)
}

function addIndex(indexes: FrameIndex[], index: Struct | null, time: number): void {
  if (!index) return
  // The end of the exposure is what the model's frames are named by; older logs have neither.
  const taken = index.uint64(INDEX.end) || index.uint64(INDEX.start)
  keep(indexes, {
    frameId: index.uint32(INDEX.frameId),
    frame: index.uint32(INDEX.segmentId),
    time: taken > 0 ? taken / 1e9 : time
  })
}

/** Null while the device does not know how it is mounted. */
function eulerOf(calibration: Struct | null): ModelLane['euler'] | null {
  if (calibration?.uint16(CALIBRATION.status) !== CALIBRATED) return null
  const [roll, pitch, yaw] = calibration.float32List(CALIBRATION.euler, LONGEST)
  return roll === undefined || pitch === undefined || yaw === undefined ? null : [roll, pitch, yaw]
}

function laneOf(model: Struct | null, euler: ModelLane['euler']): ModelLane | null {
  if (!model) return null
  const lines = model.structList(MODEL.lines, LONGEST)
  const probabilities = model.float32List(MODEL.probabilities, LONGEST)
  const [left, right] = [LEFT, RIGHT].map((i): ModelLine | null => {
    const [line, probability] = [lines[i], probabilities[i]]
    return line && probability !== undefined
      ? {
          x: line.float32List(POINTS.x, LONGEST),
          y: line.float32List(POINTS.y, LONGEST),
          z: line.float32List(POINTS.z, LONGEST),
          probability
        }
      : null
  })
  return left && right ? { frameId: model.uint32(MODEL.frameId), left, right, euler } : null
}
