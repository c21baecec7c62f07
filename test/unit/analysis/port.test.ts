import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'

const port = join(import.meta.dirname, '../../../src/main/analysis/port.ts')

it('a job whose app is gone ends without an error when it says its last word', async () => {
  const script = `import('${port}').then(({ jobPort }) => {
    const { send, onClose } = jobPort()
    onClose(() => send({ type: 'finished' }))
    send('ready')
  })`
  const job = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  await once(job, 'message')
  job.disconnect()
  const [said, [code]] = await Promise.all([text(job.stderr!), once(job, 'exit') as Promise<[number | null]>])
  expect([code, said]).toEqual([0, ''])
})
