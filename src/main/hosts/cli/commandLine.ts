import { parseArgs, type ParseArgsConfig } from 'node:util'
import { MOST_COMPARED } from '../../../shared/api.ts'
import { engineChoices, type EngineChoice } from '../../../shared/engines.ts'
import { sentence } from '../../../shared/errors.ts'
import { LabelFormat } from '../../../shared/lanes.ts'
import type { MethodSettings } from '../../../shared/methodSettings.ts'
import { NameNumber, type OpenWith } from '../../../shared/recording.ts'
import { Positive, SteeringUnit } from '../../../shared/steering.ts'
import { methodIds, reportFormatIds } from '../../app.ts'
import { logLevelNamed, logLevels, takeLogLevel, type LogLevel } from '../../log/logLevel.ts'

/** The command was called in a way it does not know; exit status 2. */
export class UsageError extends Error {}

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'info'; path: string; openWith: OpenWith; json: boolean; dataDir: string | undefined }
  | ({ name: 'analyze' } & AnalyzeOptions)
  | ({ name: 'recipe' } & RecipeOptions)
  | { name: 'compare'; runs: string[]; dataDir: string | undefined }
  | { name: 'export'; run: string; format: string; out: string; dataDir: string | undefined }
  | ({ name: 'library' } & LibraryOptions)
  | ({ name: 'list' } & ListOptions)
  | { name: 'serve'; path: string | undefined; port: number; open: boolean; dataDir: string | undefined }

export interface ListOptions {
  path: string
  /** Those in whose path, name or description all of these stand. */
  words: string
  add: boolean
  dataDir: string | undefined
  json: boolean
}

export interface LibraryOptions {
  /** Name of the copy that is wanted back, or 'newest'. */
  restore: string | undefined
  beginEmpty: boolean
  dataDir: string | undefined
  json: boolean
}

export interface AnalyzeOptions {
  recording: string
  model: string
  openWith: OpenWith
  recipe: string | undefined
  /** How a model's input is read, by the names of a reading. */
  reading?: MethodSettings | undefined
  /** What of the model's outputs is the steering: fields of its head by their paths, and `preset`. */
  head?: MethodSettings | undefined
  method: string | undefined
  explain: (typeof explains)[number] | undefined
  /** What the maps are of, as LAYER or LAYER:CHANNEL; undefined for the steering. */
  of?: string | undefined
  /** The method's parameters by their names. */
  settings: MethodSettings | undefined
  lanes: string | undefined
  laneFormat?: LabelFormat | undefined
  laneValue?: number | undefined
  engine: EngineChoice | undefined
  dataDir: string | undefined
  json: boolean
}

export interface RecipeOptions {
  recording: string
  model: string
  openWith: OpenWith
  dataDir: string | undefined
  json: boolean
}

const explains = ['left', 'right', 'change'] as const
const formats = [...reportFormatIds, 'lanes']

export const usage = `Lanegaze shows what a steering model looked at, frame by frame, and where its attention left the lane.

  lanegaze info PATH [OPENING] [--json]
      A recording or a model: what it is, what can be chosen in it, and what is odd about it. Of a model that the library
      (--data-dir) has, the recipe and the head are those that were set there.
  lanegaze list FOLDER [--filter WORDS] [--add] [--json]
      All recordings in a folder and the folders below it, or those with all WORDS in path, name or description; --add
      puts them into the library.
  lanegaze analyze RECORDING --model MODEL [OPENING] [--recipe FILE] [--reading NAME=VALUE]... [--head NAME=VALUE]...
           [--method ${methodIds.join('|')}] [--explain ${explains.join('|')}] [--of LAYER[:CHANNEL]]
           [--set PARAMETER=VALUE]... [--lanes FILE|FOLDER] [--engine ${engineChoices.join('|')}] [--json]
      A prediction and a map for every frame, and the stretches that left the lane.
      The same command again goes on where it stopped, or gives the result at once.
  lanegaze recipe RECORDING --model MODEL [OPENING] [--json]
      Which preparation of the pictures makes the model steer as the recording was steered.
  lanegaze compare RUN RUN [RUN] [RUN]
      Two to four runs of one drive beside each other: where they disagree, and where one left the lanes and the other did
      not. Prints one JSON document.
  lanegaze export RUN --format ${formats.join('|')} --out PATH
      A report for people (html), numbers by frame (csv), the maps (npy), or the lanes that were drawn (lanes).
  lanegaze serve [PATH] [--port N] [--open]
      The app as a page for this machine only; prints its address.
  lanegaze open PATH
      The same, on a recording or a model, in your browser.
  lanegaze library [--restore NAME|newest | --begin-empty] [--json]
      The copies of the library and what each holds; puts one in its place, or begins an empty one where it is lost.
  lanegaze help | version

OPENING is what to open a recording with: --signals FILE (a CSV of signals), --camera NAME, --topic NAME (of pictures),
--episode N (of a data set: its number from 0, or its name), --track N (of a video with several, counted from 1), --steering
NAME (of the signal that is the steering), --positive left|right (which way positive steering turns, where the recording does
not say or is wrong), --names WHAT,... (what the numbers in the names of the pictures are, in their order:
${NameNumber.options.join(', ')}).
--reading says what a model that takes more than one picture is given: as=colour-frames|grey-frames|yuv-frames|picture; of
frames newest=last|first and apart=N; of several inputs in=INPUT (the camera's) and others=zero|mean|same.
--head says what of the model's outputs is the steering: output=NAME, unit=${SteeringUnit.options.join('|')}, positive=left|right and
index=N (from 0), or preset=NAME, one of those that info lists, with what it has to say: bins.from, of.after, of.wheelbase ...
--of makes maps of the mean of what a layer gives, or of one of its channels (from 0), in place of the steering.
--lanes takes lanes that were exported, or labels: TuSimple, CULane, BDD100K, comma10k or PNG masks. Where masks do not
tell what they are: --lane-format ${LabelFormat.options.join('|')}, --lane-value N (of the pixels that are lane).
Everywhere: --data-dir DIR (where the library and the cache are; also LANEGAZE_DATA_DIR), --log-level
${logLevels.join('|')} (of the log in that folder; also LANEGAZE_LOG_LEVEL).
Results go to standard output, progress to standard error. Exit status: 0 done, 1 failed, 2 wrong usage.
`

/**
 * The words after the program's name but for `--log-level`, which may stand anywhere.
 * @throws UsageError with one sentence
 */
export function parseLogLevel(words: readonly string[]): { level: LogLevel | undefined; rest: string[] } {
  const { name, rest } = takeLogLevel(words)
  if (name === null) return { level: undefined, rest }
  const level = logLevelNamed(name)
  if (level === null) throw new UsageError(`--log-level is one of ${logLevels.join(', ')}, not '${name}'.`)
  return { level, rest }
}

/**
 * Reads the words after the program's name.
 * @throws UsageError with one sentence
 */
export function parseCommandLine(words: readonly string[]): Command {
  const [name, ...rest] = words
  if (rest.includes('--help')) return { name: 'help' }
  switch (name) {
    case undefined:
      throw new UsageError('Say what to do: info, list, analyze, recipe, compare, export, serve, open or library.')
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' }
    case 'version':
    case '--version':
      return { name: 'version' }
    case 'info': {
      const { values, positionals } = parsed(rest, { ...opening, json: flag, 'data-dir': text })
      const path = only(positionals, 'info', 'PATH')
      return { name, path, openWith: openWith(values), json: values.json ?? false, dataDir: values['data-dir'] }
    }
    case 'list': {
      const { values, positionals } = parsed(rest, { filter: text, add: flag, json: flag, 'data-dir': text })
      const path = only(positionals, 'list', 'FOLDER')
      const { filter: words = '', add = false, json = false, 'data-dir': dataDir } = values
      return { name, path, words, add, dataDir, json }
    }
    case 'analyze':
      return analyzeCommand(rest)
    case 'recipe': {
      const { values, positionals } = parsed(rest, { ...opening, model: text, json: flag, 'data-dir': text })
      const recording = only(positionals, 'recipe', 'RECORDING')
      const model = required('recipe', '--model', values.model)
      return {
        name,
        recording,
        model,
        openWith: openWith(values),
        json: values.json ?? false,
        dataDir: values['data-dir']
      }
    }
    case 'compare': {
      const { values, positionals: runs } = parsed(rest, { json: flag, 'data-dir': text })
      if (runs.length < 2 || runs.length > MOST_COMPARED)
        throw new UsageError(`'compare' takes two to four RUNs, not ${runs.length}.`)
      return { name, runs, dataDir: values['data-dir'] }
    }
    case 'export': {
      const { values, positionals } = parsed(rest, { format: text, out: text, 'data-dir': text })
      const run = only(positionals, 'export', 'RUN')
      const format = oneOf('--format', formats, required('export', '--format', values.format))
      return { name, run, format, out: required('export', '--out', values.out), dataDir: values['data-dir'] }
    }
    case 'serve': {
      const { values, positionals } = parsed(rest, { port: text, open: flag, 'data-dir': text })
      if (positionals.length > 1) throw new UsageError(`'serve' takes one PATH, not '${positionals.join(' ')}'.`)
      const path = positionals[0]
      return { name, path, port: portOf(values.port), open: values.open ?? false, dataDir: values['data-dir'] }
    }
    case 'open': {
      const { values, positionals } = parsed(rest, { port: text, 'data-dir': text })
      const path = only(positionals, 'open', 'PATH')
      return { name: 'serve', path, port: portOf(values.port), open: true, dataDir: values['data-dir'] }
    }
    case 'library':
      return libraryCommand(rest)
    default:
      throw new UsageError(
        `There is no command '${name}'; there are info, list, analyze, recipe, compare, export, serve, open and library.`
      )
  }
}

function libraryCommand(words: string[]): Command {
  const { values, positionals } = parsed(words, { restore: text, 'begin-empty': flag, json: flag, 'data-dir': text })
  if (positionals.length > 0) throw new UsageError(`'library' takes options alone, not '${positionals.join(' ')}'.`)
  const { restore, 'begin-empty': beginEmpty = false, json = false, 'data-dir': dataDir } = values
  if (restore === '') throw new UsageError('--restore needs the name of a copy, or newest.')
  if (restore !== undefined && beginEmpty) throw new UsageError('Either --restore or --begin-empty, not both.')
  return { name: 'library', restore, beginEmpty, json, dataDir }
}

function analyzeCommand(words: string[]): Command {
  const { values, positionals } = parsed(words, {
    ...opening,
    model: text,
    recipe: text,
    reading: { type: 'string', multiple: true },
    head: { type: 'string', multiple: true },
    method: text,
    explain: text,
    of: text,
    set: { type: 'string', multiple: true },
    lanes: text,
    'lane-format': text,
    'lane-value': text,
    engine: text,
    'data-dir': text,
    json: flag
  })
  return {
    name: 'analyze',
    recording: only(positionals, 'analyze', 'RECORDING'),
    model: required('analyze', '--model', values.model),
    openWith: openWith(values),
    recipe: values.recipe,
    reading: values.reading && namedValues('--reading NAME=VALUE', values.reading),
    head: values.head && namedValues('--head NAME=VALUE', values.head),
    method: values.method === undefined ? undefined : oneOf('--method', methodIds, values.method),
    explain: values.explain === undefined ? undefined : oneOf('--explain', explains, values.explain),
    of: values.of,
    settings: values.set && namedValues('--set PARAMETER=VALUE', values.set),
    lanes: values.lanes,
    laneFormat:
      values['lane-format'] === undefined
        ? undefined
        : oneOf('--lane-format', LabelFormat.options, values['lane-format']),
    laneValue: values['lane-value'] === undefined ? undefined : wholeNumber('--lane-value', values['lane-value']),
    engine: values.engine === undefined ? undefined : oneOf('--engine', engineChoices, values.engine),
    dataDir: values['data-dir'],
    json: values.json ?? false
  }
}

/** Values of an option `name=value`; what looks like a number is one. */
function namedValues(option: string, words: readonly string[]): MethodSettings {
  return Object.fromEntries(
    words.map((word) => {
      const [name, ...rest] = word.split('=')
      const value = rest.join('=')
      if (!name || value === '') throw new UsageError(`${option.replace(' ', ' takes ')}, not '${word}'.`)
      return [name, Number.isNaN(Number(value)) ? value : Number(value)]
    })
  )
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
/** What a recording is opened with. */
const opening = {
  signals: text,
  camera: text,
  topic: text,
  episode: text,
  track: text,
  steering: text,
  positive: text,
  names: text
} as const

function openWith({
  signals,
  camera,
  topic,
  episode,
  track,
  steering,
  positive,
  names
}: { [Option in keyof typeof opening]?: string | undefined }): OpenWith {
  return {
    ...(signals && { signals }),
    ...(camera && { camera }),
    ...(topic && { topic }),
    ...(episode && { episode }),
    ...(track && { track }),
    ...(steering && { steering }),
    ...(positive !== undefined && { positive: oneOf('--positive', Positive.options, positive) }),
    ...(names !== undefined && {
      names: names.split(',').map((name) => oneOf('--names', NameNumber.options, name.trim()))
    })
  }
}

function parsed<const Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    // Node's own sentences go on with advice about '--'; the first one says it.
    throw new UsageError(`${sentence(error).split('. ')[0]!.replace(/\.$/, '')}.`)
  }
}

function only(positionals: string[], command: string, what: string): string {
  const [first, ...others] = positionals
  if (first === undefined) throw new UsageError(`'${command}' needs a ${what}.`)
  if (others.length > 0) throw new UsageError(`'${command}' takes one ${what}, so '${others.join(' ')}' is too much.`)
  return first
}

function required(command: string, option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`'${command}' needs ${option}.`)
  return value
}

function oneOf<T extends string>(option: string, choices: readonly T[], value: string): T {
  const choice = choices.find((candidate) => candidate === value)
  if (choice === undefined) throw new UsageError(`${option} is one of ${choices.join(', ')}, not '${value}'.`)
  return choice
}

function wholeNumber(option: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`${option} is a whole number, not '${value}'.`)
  return Number(value)
}

function portOf(value: string | undefined): number {
  if (value === undefined) return 0
  const port = Number(value)
  if (!/^\d+$/.test(value) || port > 65_535) throw new UsageError(`--port is a number from 0 to 65535, not '${value}'.`)
  return port
}
