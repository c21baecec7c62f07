import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { UnavailableError } from '../../src/shared/errors.ts'
import { createEngine } from '../../src/main/engine/engines.ts'
import { gradient } from '../../src/main/saliency/gradient.ts'
import type { Case } from './rounds.ts'
import { batch, pictures, target } from './subject.ts'

const Offers = z.array(z.object({ name: z.string(), frames: z.number() }))

/**
 * Gradient of the same network by TensorFlow and PyTorch in Python ($LANEGAZE_PYTHON or python3), as far
 * as they are installed there, beside ONNX Runtime's. One process of Python serves all rounds.
 * @throws UnavailableError where there is no such Python, or it has neither of the two
 */
export async function peerCases(): Promise<{ cases: Case[]; close(): void }> {
  const script = fileURLToPath(new URL('peers.py', import.meta.url))
  const program = process.env['LANEGAZE_PYTHON'] ?? 'python3'
  const python = spawn(program, [script], { stdio: ['pipe', 'pipe', 'ignore'] })
  // A program that is not there ends as one that lacks its packages does: without an answer.
  python.on('error', () => undefined)
  python.stdin.on('error', () => undefined)
  const missing = (): UnavailableError =>
    new UnavailableError(
      `'${program}' cannot run the peers: install numpy and tensorflow or torch for it, or name another in LANEGAZE_PYTHON.`
    )
  const lines = createInterface(python.stdout)[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done) throw missing()
    return JSON.parse(value)
  }
  const group = `Python: Gradient of DAVE-2, batches of ${batch}`
  const offers = Offers.parse(await answer())
  if (offers.length === 0) {
    python.kill()
    throw missing()
  }
  const peers = offers.map(({ name, frames }): Case => {
    return {
      group,
      name,
      frames,
      async run() {
        python.stdin.write(`${name}\n`)
        await answer()
      }
    }
  })
  const session = await (await createEngine('ort')).load(gradient.build(target, 'change').graph)
  const mine = {
    group,
    name: 'ort: Gradient',
    frames: batch,
    run: async () => void (await session.run(pictures, batch))
  }
  return { cases: [mine, ...peers], close: () => python.kill() }
}
