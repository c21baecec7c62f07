import { basename } from 'node:path'
import { InputError } from '../../../../shared/errors.ts'
import { readHead } from '../../place/place.ts'
import { isMcap, openMcap } from './mcap/mcapFile.ts'
import type { MessageLog } from './messageLog.ts'
import { joinedLog } from './joinedLog.ts'
import { isBag, openBag } from './rosbag1/bagFile.ts'
import { isDb3, openDb3 } from './rosbag2/db3File.ts'

/** Bytes that tell the kind of a log. */
const MAGIC = 16

/**
 * Opens a log of messages, each of its files as what its first bytes say: MCAP, a ROS 1 bag, or SQLite as ROS 2 writes it.
 * @throws InputError where one of them cannot be opened, is damaged or is none of these.
 */
export async function openMessageLog(files: readonly string[]): Promise<MessageLog> {
  const logs: MessageLog[] = []
  try {
    for (const file of files) logs.push(await openOne(file))
  } catch (error) {
    for (const log of logs) await log[Symbol.asyncDispose]()
    throw error
  }
  const [only, ...others] = logs
  return only && others.length === 0 ? only : joinedLog(logs)
}

/** Whether a file begins as one of these logs does. */
export async function isMessageLog(file: string): Promise<boolean> {
  const head = await readHead(file, MAGIC).catch(() => new Uint8Array())
  return isMcap(head) || isBag(head) || isDb3(head)
}

async function openOne(file: string): Promise<MessageLog> {
  const head = await readHead(file, MAGIC)
  if (isMcap(head)) return openMcap(file)
  if (isBag(head)) return openBag(file)
  if (isDb3(head)) return openDb3(file)
  throw new InputError(`${basename(file)} is no log of messages (MCAP or a bag of ROS); copy it again from its source.`)
}
