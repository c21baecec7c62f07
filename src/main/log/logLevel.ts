/** How much is told: each level holds the ones before it. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

const usual: LogLevel = 'info'
const option = '--log-level'

/** A level by its name; null where the name is none. */
export function logLevelNamed(name: string): LogLevel | null {
  return logLevels.find((level) => level === name) ?? null
}

/** What LANEGAZE_LOG_LEVEL asks for; the usual level where it asks for none, or for one that there is not. */
export function logLevelOfEnvironment(): LogLevel {
  return logLevelNamed(process.env['LANEGAZE_LOG_LEVEL'] ?? '') ?? usual
}

/** The words of a command without its `--log-level NAME`, and that name; null where there is none. */
export function takeLogLevel(words: readonly string[]): { name: string | null; rest: string[] } {
  const at = words.findIndex((word) => word === option || word.startsWith(`${option}=`))
  if (at < 0) return { name: null, rest: [...words] }
  const isJoined = words[at] !== option
  const name = isJoined ? words[at]!.slice(option.length + 1) : (words[at + 1] ?? '')
  return { name, rest: words.toSpliced(at, isJoined ? 1 : 2) }
}
