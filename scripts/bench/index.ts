import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { barLines } from './bars.ts'
import { driveCases } from './drive.ts'
import { engineCases } from './engines.ts'
import { peerCases } from './peers.ts'
import { type Measured, measure } from './rounds.ts'

// Measures engines and methods, the ffmpeg pass and the whole job, and prints a table (or JSON with --json).
// --only engines|drive leaves the rest out; --peers adds TensorFlow and PyTorch in Python.
const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false }
  }
})
const rounds = Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1 on.')
  process.exit(2)
}
if (options.only !== undefined && options.only !== 'engines' && options.only !== 'drive') {
  console.error('--only takes engines or drive.')
  process.exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'lanegaze-bench-'))
const peers = options.peers ? await peerCases() : null
try {
  const before = loadavg()[0]!
  const cases = [
    ...(options.only === 'drive' ? [] : await engineCases()),
    ...(peers?.cases ?? []),
    ...(options.only === 'engines' ? [] : await driveCases(folder))
  ]
  const measured = await measure(cases, rounds, (line) => console.error(line))
  const cpu = cpus()[0]?.model ?? 'unknown'
  const machine = { cpu, cores: cpus().length, node: process.version, rounds, loadBefore: before }
  console.log(options.json ? JSON.stringify({ machine, measured }, null, 2) : table(machine, measured))
} finally {
  peers?.close()
  await rm(folder, { recursive: true, force: true })
}

interface Machine {
  cpu: string
  cores: number
  node: string
  rounds: number
  /** What else ran when it began: average of the last minute. */
  loadBefore: number
}

function table({ cpu, cores, node, rounds, loadBefore }: Machine, measured: Measured[]): string {
  const lines = [
    `${cpu}, ${cores} cores, Node ${node}, load ${loadBefore.toFixed(1)} at the start; medians of ${rounds} rounds`,
    'The ratio is to the first line of the group.'
  ]
  let group = ''
  for (const one of measured) {
    if (one.group !== group) lines.push('', one.group.padEnd(52) + 'frames/s'.padStart(10) + 'ratio'.padStart(8))
    group = one.group
    const digits = one.rate < 10 ? 2 : 0
    lines.push(`  ${one.name}`.padEnd(52) + one.rate.toFixed(digits).padStart(10) + one.ratio.toFixed(2).padStart(8))
  }
  const reached = barLines(measured)
  if (reached.length > 0) lines.push('', 'Bars'.padEnd(52) + 'ratio'.padStart(10), ...reached)
  return lines.join('\n')
}
