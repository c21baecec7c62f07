import { goesBack, type LogChannel, type LogMessage, type LogTimes, type MessageLog } from './messageLog.ts'

/** The parts of a log that was split into files, as one: channels of one topic and type are one channel. */
export function joinedLog(parts: readonly MessageLog[]): MessageLog {
  const channels: LogChannel[] = []
  // Of each part, the ids of its channels by those of the whole, several where they are of one topic and type.
  const own = parts.map(() => new Map<number, number[]>())
  const byName = new Map<string, LogChannel>()
  parts.forEach((part, i) => {
    for (const channel of part.channels) {
      const name = JSON.stringify([channel.topic, channel.type, channel.encoding])
      const known = byName.get(name)
      const whole = known ?? { ...channel, id: channels.length }
      if (known) known.messages += channel.messages
      else {
        byName.set(name, whole)
        channels.push(whole)
      }
      own[i]?.set(whole.id, [...(own[i]?.get(whole.id) ?? []), channel.id])
    }
  })
  const idsIn = (part: number, ids: readonly number[]): number[] => ids.flatMap((id) => own[part]?.get(id) ?? [])
  const timesOf = (ids: readonly number[]): Promise<LogTimes[]> =>
    Promise.all(parts.map((part, i) => part.logTimes(idsIn(i, ids))))

  return {
    channels,
    warnings: parts.flatMap(({ warnings }) => warnings),
    async logTimes(ids) {
      const found = await timesOf(ids)
      const times = found.flatMap((part) => part.times)
      const back = [goesBack(times), ...found.map((part) => part.goesBack)]
      return {
        times: times.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
        goesBack: back.reduce((most, one) => (one > most ? one : most))
      }
    },
    async *messages(ids, from = 0) {
      const skipped = from > 0 ? skippedIn(await timesOf(ids), from) : []
      const wholeOf = own.map(
        (part) => new Map([...part].flatMap(([id, mine]) => mine.map((each) => [each, id] as const)))
      )
      const readers = parts.map((part, i) => part.messages(idsIn(i, ids), skipped[i]))
      try {
        const heads: (LogMessage | undefined)[] = []
        for (const reader of readers) heads.push((await reader.next()).value ?? undefined)
        for (;;) {
          const next = earliest(heads.map((head) => head?.logTime))
          const message = heads[next]
          if (!message) return
          yield { ...message, channelId: wholeOf[next]?.get(message.channelId) ?? -1 }
          heads[next] = (await readers[next]?.next())?.value ?? undefined
        }
      } finally {
        for (const reader of readers) await reader.return()
      }
    },
    async [Symbol.asyncDispose]() {
      for (const part of parts) await part[Symbol.asyncDispose]()
    }
  }
}

/** The place of the earliest time, the first of several; -1 where none is left. */
function earliest(times: readonly (bigint | undefined)[]): number {
  let [best, least]: [number, bigint | undefined] = [-1, undefined]
  times.forEach((time, i) => {
    if (time !== undefined && (least === undefined || time < least)) [best, least] = [i, time]
  })
  return best
}

/** How many messages of each part are among the first `from` of all. */
function skippedIn(parts: readonly LogTimes[], from: number): number[] {
  const skipped = parts.map(() => 0)
  for (let left = from; left > 0; left--) {
    const next = earliest(parts.map(({ times }, i) => times[skipped[i] ?? 0]))
    if (next < 0) break
    skipped[next] = (skipped[next] ?? 0) + 1
  }
  return skipped
}
