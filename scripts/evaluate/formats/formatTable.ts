import type { Bar } from '../bars.ts'
import { table } from '../report.ts'
import type { Rows, Tables } from '../writtenTables.ts'
import type { FormatDifference } from './evaluateFormats.ts'

const brief = (value: number): string => (value === 0 ? '0' : value.toExponential(1))
const names = (all: readonly FormatDifference[], key: 'network' | 'format' | 'engine'): string[] => [
  ...new Set(all.map((one) => one[key]))
]
const most = (all: readonly FormatDifference[], of: (one: FormatDifference) => number): number =>
  Math.max(0, ...all.map(of))

export function formatTable(all: readonly FormatDifference[]): string {
  const rows = all.map(({ network, format, engine, steering, map, own }) => [
    network,
    format,
    engine,
    brief(steering),
    brief(map),
    own ? brief(own.ofRange) : '',
    own?.steps ? `${own.steps.mean.toFixed(2)} (${own.steps.most.toFixed(2)})` : ''
  ])
  const head = ['network', 'format', 'engine', 'steering', 'map', 'from its interpreter', 'in steps: mean (most)']
  return table(head, rows)
}

/** For a document: what differs most of each network in each format, and of all formats on each engine. */
export function formatTables(all: readonly FormatDifference[]): Tables {
  const networks = names(all, 'network')
  const cell = (among: readonly FormatDifference[]): string =>
    among.length === 0
      ? 'not told by weights'
      : `${brief(most(among, ({ steering }) => steering))}; ${brief(most(among, ({ map }) => map))}`
  const row = (head: string, among: readonly FormatDifference[]): string[] => [
    head,
    ...networks.map((name) => cell(among.filter(({ network }) => network === name)))
  ]
  const whole = all.filter(({ numbers }) => numbers === 'float')
  const formats: Rows = [
    ['format', ...networks],
    ...names(all, 'format').map((name) =>
      row(
        name,
        all.filter(({ format }) => format === name)
      )
    ),
    ...names(all, 'engine').map((name) =>
      row(
        `all in 32 bits on ${name}`,
        whole.filter(({ engine }) => engine === name)
      )
    ),
    [
      'float16 from its own interpreter: steering',
      ...networks.map((name) => brief(most(halves(all, name), ({ own }) => own?.ofRange ?? 0)))
    ],
    [
      'int8 from its own interpreter: steps of the output in the mean; at most',
      ...networks.map((name) => stepsOf(all, name))
    ]
  ]
  return { formats }
}

const halves = (all: readonly FormatDifference[], name: string): FormatDifference[] =>
  all.filter(({ numbers, network }) => numbers === 'half' && network === name)

function stepsOf(all: readonly FormatDifference[], name: string): string {
  const steps = all.find(({ network, own }) => network === name && own?.steps)?.own?.steps
  return steps ? `${steps.mean.toFixed(1)}; ${steps.most.toFixed(1)}` : ''
}

/** How much may differ: steering as a part of its range, maps as parts of their largest number. */
const limits = { float: 1e-5, half: 1e-3, map: 1e-4, steps: 3, meanSteps: 1.5 }

export function formatBars(all: readonly FormatDifference[]): Bar[] {
  const [whole, half] = (['float', 'half'] as const).map((kind) => all.filter(({ numbers }) => numbers === kind))
  return [
    {
      name: 'formats of 32 bits: steering',
      value: most(whole!, ({ steering }) => steering),
      limit: { most: limits.float }
    },
    { name: 'formats of 32 bits: maps', value: most(whole!, ({ map }) => map), limit: { most: limits.map } },
    {
      name: 'formats of 16 bits: steering, from the interpreter',
      value: most(half!, ({ own }) => own?.ofRange ?? 0),
      limit: { most: limits.half }
    },
    {
      name: "int8: steps from TensorFlow Lite's interpreter, at most",
      value: most(all, ({ own }) => own?.steps?.most ?? 0),
      limit: { most: limits.steps }
    },
    {
      name: "int8: steps from TensorFlow Lite's interpreter, in the mean",
      value: most(all, ({ own }) => own?.steps?.mean ?? 0),
      limit: { most: limits.meanSteps }
    }
  ]
}
