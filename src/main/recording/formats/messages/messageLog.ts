import type { Warning } from '../../../../shared/recording.ts'
import type { MessageReader } from './messageReader.ts'

/** A log of messages that is open for reading: an MCAP file, a ROS 1 bag, or the files of a ROS 2 bag. */
export interface MessageLog extends AsyncDisposable {
  channels: readonly LogChannel[]
  /** What is odd about its files, for people. */
  warnings: readonly Warning[]
  /** When the messages of channels were logged, without reading what they hold. */
  logTimes(channelIds: readonly number[]): Promise<LogTimes>
  /**
   * The messages of channels by log time, those of one time as they lie in the file, from the `from`-th on (counted from
   * 0). One message, or one chunk of them, is held at a time.
   * @throws InputError where the file turns out to be damaged.
   */
  messages(channelIds: readonly number[], from?: number): AsyncGenerator<LogMessage, void>
}

/** Messages of one topic and type, by one program. */
export interface LogChannel {
  id: number
  topic: string
  /** The name of the message's type, such as `sensor_msgs/msg/Image`; '' where it has none. */
  type: string
  /** How messages are written: `cdr`, `ros1`, `protobuf`, `json`. */
  encoding: string
  metadata: ReadonlyMap<string, string>
  /** How many there are; of an MCAP file without statistics, in how many chunks they are. */
  messages: number
  /** Makes a reader for the messages; null where they cannot be read. */
  reader(): MessageReader | null
}

/** A message as it lies in a log. */
export interface LogMessage {
  channelId: number
  /** Nanoseconds. */
  logTime: bigint
  /** Nanoseconds; the log time where a log does not keep it. */
  publishTime: bigint
  data: Uint8Array
}

/** When the messages of some channels were logged. */
export interface LogTimes {
  /** Nanoseconds, in the order in which messages are read: by time, those of one time as they lie in the file. */
  times: bigint[]
  /** By how many nanoseconds the clock goes back at most from one message in the file to the next; 0 where it never does. */
  goesBack: bigint
}

/** By how many nanoseconds a clock goes back at most, by times in the order of the file. */
export function goesBack(times: Iterable<bigint>): bigint {
  let [most, latest]: [bigint, bigint | null] = [0n, null]
  for (const time of times) {
    if (latest !== null && latest - time > most) most = latest - time
    if (latest === null || time > latest) latest = time
  }
  return most
}
