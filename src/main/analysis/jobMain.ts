import { enableCompileCache } from 'node:module'
import { sentence } from '../../shared/errors.ts'
import { noteDefect } from '../log/defects.ts'
import { openLog } from '../log/log.ts'
import { JobCommand, type JobMessage } from './jobMessages.ts'
import { jobPort } from './port.ts'

/**
 * The job process: gets one JobSpec, does that run as far as it is not done yet, says how it ended, and ends.
 * When the process that started it is gone it stops after the batch in flight.
 */
const port = jobPort()
const stop = new AbortController()
const send = (message: JobMessage): void => port.send(message)

// Jobs to come need not compile what this one imports.
enableCompileCache()
port.onClose(() => stop.abort())
port.onMessage((raw) => {
  const command = JobCommand.parse(raw)
  if (command.type === 'stop') stop.abort()
  else {
    const { dataDir, logLevel } = command.spec
    // What it prints is written by the process that started it.
    const log = openLog({ dataDir, process: 'job', level: logLevel, say: () => undefined })
    // Imported here: the first message must find its handler, however long the engines take to load.
    import('./runJob.ts')
      .then(({ runJob }) => runJob(command.spec, stop.signal, send, log))
      .catch((error: unknown) => {
        log.error(noteDefect('The analysis', error))
        send({ type: 'failed', sentence: sentence(error), damaged: false })
      })
      .finally(() => port.close())
  }
})
