import type { Inspection, Model } from '../../../shared/api.ts'
import { kindById } from '../../../shared/eventKinds.ts'
import { swapInWords } from '../../../shared/evidenceInWords.ts'
import { headline } from '../../../shared/findingsInWords.ts'
import { headPresets } from '../../../shared/headPresets.ts'
import { headInWords } from '../../../shared/headWords.ts'
import { inputParts, partsInWords, layoutsOf } from '../../../shared/inputLayout.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { OutputShape } from '../../../shared/steeringHead.ts'
import { trustInWords } from '../../../shared/methodTrust.ts'
import { untoldInWords } from '../../../shared/ruleInWords.ts'
import type { AnalyzeResult } from './analyze.ts'

/** What `info` says to a person. */
export function inspectionInWords(found: Inspection): string {
  if (found.what === 'model') {
    const { model, outputs } = found
    const { head } = model
    return lines([
      `${model.name}: a steering model, ${model.formatName}`,
      row('input', model.input.join(' x ')),
      ...readingRows(model),
      row('parameters', model.parameters.toLocaleString('en')),
      row('layers', model.layers.map((layer) => `${layer.name} [${layer.shape.join(', ')}]`).join(', ')),
      row('recipe', `${JSON.stringify(model.recipe)} (${model.recipeBecause})`),
      row('steering', `${headInWords(head)}, ${head.unit}, positive is ${head.positive} (${model.headBecause})`),
      ...outputs.map((output) => row('output', outputInWords(output, outputs))),
      ...model.methods.map((method) => row('method', `${method.id}${method.refused ? `: ${method.refused}` : ''}`)),
      ...warnings(model.warnings)
    ])
  }
  if (found.what === 'choice') {
    const { recordings, whole } = found
    const count = whole
      ? `${recordings.length} recordings; name one of them:`
      : `${recordings.length} recordings in the folders that were looked at first; there may be more, which 'lanegaze list' finds. Name one of them:`
    return lines([
      count,
      ...recordings.map(({ path, kind, openWith, because }) =>
        row(kind, openWith?.episode === undefined ? path : `${path} --episode ${openWith.episode} (${because})`)
      )
    ])
  }
  const { recording } = found
  const length = `${recording.frames.exact ? '' : 'about '}${recording.frames.count} frames`
  return lines([
    `${recording.name}: a recording (${recording.kind}: ${recording.because})`,
    row('pictures', `${recording.width}x${recording.height}, ${length}, ${Number(recording.rate.toFixed(3))} a second`),
    ...recording.signals.map((s) =>
      row(
        'signal',
        `${s.name} (${s.role}, ${s.unit || 'no unit'}${s.positive ? `, positive is ${s.positive}` : ''}), ${s.samples === null ? 'read when it is analysed' : `${s.samples} samples`}`
      )
    ),
    ...recording.choices
      .filter(({ values, chosen }) => values.length > (chosen === null ? 0 : 1))
      .map(({ option, values, chosen }) =>
        row('choice', `${option}: ${values.join('; ')} (${chosen ?? 'none'} is taken)`)
      ),
    ...(recording.signals.some((signal) => signal.role === 'steering') ? [] : [row('signal', 'no recorded steering')]),
    ...warnings(recording.warnings)
  ])
}

/** What `analyze` says to a person; `dataDir` is the folder that it was told to keep the run in. */
export function resultInWords(result: AnalyzeResult, dataDir?: string): string {
  const { frames, seconds, framesPerSecond, engine, method, findings, verdict, events, run } = result
  const found = headline(findings)
  const there = dataDir === undefined ? '' : ` --data-dir '${dataDir.replaceAll("'", "'\\''")}'`
  const pace = framesPerSecond === null ? 'all there already' : `${seconds} s, ${framesPerSecond} frames a second`
  return lines([
    `${frames} frames by ${method} on ${engine ?? 'an unknown engine'} (${pace})`,
    row('steering', `${result.steering}, ${result.head.unit}, positive is ${result.head.positive}`),
    ...(verdict === null ? [] : [verdict]),
    found,
    ...evidenceRows(result),
    ...events.map((event) =>
      row(
        `${event.first}-${event.last}`,
        `${kindById(event.kind).short.toLowerCase()}: ${event.reason} (severity ${Math.round(event.severity * 100)} %, worst frame ${event.worst})`
      )
    ),
    ...result.untold.map((kind) => row('untold', untoldInWords(kind))),
    ...result.warnings.filter((message) => message !== found).map((message) => row('odd', message)),
    `run ${run}; for a report: lanegaze export ${run} --format html --out report.html${there}`
  ])
}

/** What testing the model says, and the verdict of it all. */
function evidenceRows({ findings, methodLabel }: AnalyzeResult): string[] {
  const { swap, trust } = findings
  return [
    ...(swap ? [row('swap test', swapInWords(swap))] : []),
    ...(trust ? [row('method', trustInWords(methodLabel, trust))] : [])
  ]
}

/** What a model that takes more than one picture is given, and in what other ways it can be read. */
function readingRows({ form, recipe }: Model): string[] {
  const parts = inputParts(form, recipe.reading)
  if (!parts || parts.length === 1) return []
  const ways = layoutsOf(form).map((way) => {
    return 'in' in way ? `as=${way.as} in=${way.in}` : `as=${way.as}`
  })
  return [row('reading', partsInWords(parts)), row('choice', `reading: ${ways.join(', ')}`)]
}

/** An output with the presets of `--head` that fit it. */
function outputInWords(output: OutputShape, outputs: readonly OutputShape[]): string {
  const presets = headPresets(output, outputs).map(({ id }) => id)
  return `${output.name} [${output.shape.join(', ')}] (head: preset=${presets.join('|')})`
}

function warnings(list: readonly Warning[]): string[] {
  return list.map(({ code, message }) =>
    row('odd', BY_OPTION.has(code) ? `${message} ${BY_OPTION.get(code)}` : message)
  )
}

/** How the command is told what the page has a form for. */
const BY_OPTION: ReadonlyMap<string, string> = new Map([
  ['steering-sign-unknown', "For the command: '--positive right' or '--positive left'."],
  ['steering-sign-contradicts', "For the command: '--positive right' or '--positive left'."],
  ['names-unread', "For the command: a word for each number, as '--names frame,steering,none'."],
  ['several-cameras', "For the command: '--topic NAME'."]
])

function row(name: string, value: string): string {
  return `  ${name.padEnd(11)} ${value}`
}

function lines(all: string[]): string {
  return all.join('\n') + '\n'
}
