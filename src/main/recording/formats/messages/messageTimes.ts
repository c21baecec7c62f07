import { z } from 'zod'
import type { LogMessage } from './messageLog.ts'
import type { MessageReader } from './messageReader.ts'

/** Which of its times a message is taken to have happened at: when it was logged, its own stamp, when it was published. */
export type TimeSource = 'log' | 'stamp' | 'publish'

/** A message's times in nanoseconds; null where it carries no stamp. */
export type MessageTimes = Record<'log' | 'publish', bigint> & { stamp: bigint | null }

/** ROS's integers of 64 bits come as bigints. */
const Count = z.union([z.number(), z.bigint().transform(Number)])
/** Times of ROS 1 and 2, of Foxglove in JSON and of protobuf, each with its own words. */
const Stamp = z
  .object({ sec: Count, secs: Count, seconds: Count })
  .extend({ nsec: Count, nsecs: Count, nanosec: Count, nanos: Count })
  .partial()

/** Where the stamp lies in a message: `header.stamp` in ROS, `timestamp` in Foxglove. */
const Stamped = z.object({ header: z.object({ stamp: Stamp }).optional(), timestamp: Stamp.optional() })

/** @param read reads the message; one that cannot be read has no stamp */
export function timesOf(message: LogMessage, read: MessageReader): MessageTimes {
  return { log: message.logTime, publish: message.publishTime, stamp: stampIn(message.data, read) }
}

function stampIn(data: Uint8Array, read: MessageReader): bigint | null {
  try {
    return stampOf(read(data))
  } catch {
    return null
  }
}

/** The stamp that a message carries, in nanoseconds; null where there is none, or it was left at 0. */
export function stampOf(message: unknown): bigint | null {
  const { data } = Stamped.safeParse(message)
  const stamp = data?.header?.stamp ?? data?.timestamp
  if (!stamp) return null
  const seconds = stamp.sec ?? stamp.secs ?? stamp.seconds ?? 0
  const rest = stamp.nsec ?? stamp.nsecs ?? stamp.nanosec ?? stamp.nanos ?? 0
  if (!Number.isSafeInteger(seconds) || !Number.isSafeInteger(rest) || (seconds === 0 && rest === 0)) return null
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest)
}
