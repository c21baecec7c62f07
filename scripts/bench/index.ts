import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { driveCases } from './drive.ts'
import { engineCases } from './engines.ts'
import { type Measured, measure } from './rounds.ts'

// Measures engines, methods, the ffmpeg pass and the whole job, and prints a table (or JSON with --json).
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } }
})
const rounds = Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds takes a whole number from 1 on.')
  process.exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'lanegaze-bench-'))
try {
  const cases = [...(await engineCases()), ...(await driveCases(folder))]
  const measured = await measure(cases, rounds, (line) => console.error(line))
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version, rounds }
  console.log(options.json ? JSON.stringify({ machine, measured }, null, 2) : table(machine, measured))
} finally {
  await rm(folder, { recursive: true, force: true })
}

function table(machine: { cpu: string; cores: number; node: string; rounds: number }, measured: Measured[]): string {
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; medians of ${machine.rounds} rounds`,
    'The ratio is to the first line of the group.'
  ]
  let group = ''
  for (const one of measured) {
    if (one.group !== group) lines.push('', one.group.padEnd(52) + 'frames/s'.padStart(10) + 'ratio'.padStart(8))
    group = one.group
    lines.push(`  ${one.name}`.padEnd(52) + one.rate.toFixed(0).padStart(10) + one.ratio.toFixed(2).padStart(8))
  }
  return lines.join('\n')
}
