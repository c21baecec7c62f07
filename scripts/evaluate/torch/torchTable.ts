import type { Bar } from '../bars.ts'
import { table } from '../report.ts'
import type { Rows } from '../writtenTables.ts'
import type { TorchDifference, TorchResult } from './evaluateTorch.ts'

const brief = (value: number): string => value.toExponential(1)
const isShort = ({ form }: TorchDifference): boolean => form.includes('16 bits')

export function torchTable(result: TorchResult): string {
  if ('skipped' in result) return `PyTorch: skipped, ${result.skipped}\n`
  const rows = result.differences.map((one) => [
    one.network,
    one.form,
    one.engine,
    `${brief(one.given)} (${brief(one.ownGiven)})`,
    `${brief(one.gradient)} (${one.clearSize}, of ${one.drawn})`,
    `${brief(one.usualGradient)} (${brief(one.own)})`
  ])
  return table(
    ['network', 'weights', 'engine', 'numbers (PyTorch)', 'gradient, clear of kinks', 'gradient, median (PyTorch)'],
    rows
  )
}

/** For a document: a row for each network, the largest of all forms of its weights and all engines. */
export function torchRows(result: TorchResult): Rows | null {
  if ('skipped' in result) return null
  const head = [
    'network, picture',
    'its numbers; of 16 bits',
    "PyTorch's own in 32 bits",
    'gradient, clear of kinks',
    'gradient, median',
    "PyTorch's own"
  ]
  const names = [...new Set(result.differences.map(({ network }) => network))]
  return [
    head,
    ...names.map((name) => {
      const all = result.differences.filter(({ network }) => network === name)
      const most = (of: (one: TorchDifference) => number, among = all): string => brief(Math.max(...among.map(of)))
      const [short, long] = [all.filter(isShort), all.filter((one) => !isShort(one))]
      return [
        name,
        `${most(({ given }) => given, long)}; ${most(({ given }) => given, short)}`,
        most(({ ownGiven }) => ownGiven),
        most(({ gradient }) => gradient),
        most(({ usualGradient }) => usualGradient),
        most(({ own }) => own)
      ]
    })
  ]
}

/**
 * How much may differ: numbers as a part of their range, gradients relative in L2. Where PyTorch's own numbers in 32 bits are
 * as far from those in 64, so many times as much as these.
 */
const limits = { numbers: 1e-5, ofOwn: 2, ofSixteenBits: 1e-3, gradient: 1e-4 }

export function torchBars(result: TorchResult): Bar[] {
  if ('skipped' in result) return []
  const isRounded = ({ ownGiven }: TorchDifference): boolean => ownGiven > limits.numbers / limits.ofOwn
  const { differences } = result
  const most = (of: (one: TorchDifference) => number, among = differences): number => Math.max(0, ...among.map(of))
  const long = differences.filter((one) => !isShort(one))
  return [
    {
      name: "PyTorch's weights: numbers",
      value: most(
        ({ given }) => given,
        long.filter((one) => !isRounded(one))
      ),
      limit: { most: limits.numbers }
    },
    {
      name: "PyTorch's weights: numbers, of its own rounding where that is as large",
      value: most(({ given, ownGiven }) => given / ownGiven, long.filter(isRounded)),
      limit: { most: limits.ofOwn }
    },
    {
      name: "PyTorch's weights of 16 bits: numbers",
      value: most(({ given }) => given, differences.filter(isShort)),
      limit: { most: limits.ofSixteenBits }
    },
    {
      name: "PyTorch's weights: gradient, clear of kinks",
      value: most(({ gradient }) => gradient),
      limit: { most: limits.gradient }
    }
  ]
}
