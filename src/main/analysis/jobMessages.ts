import { z } from 'zod'
import { logLevels } from '../log/logLevel.ts'

/** What a job process is told to do. Everything else it finds in the data folder. */
export const JobSpec = z.object({
  dataDir: z.string().min(1),
  driveId: z.string().min(1),
  runId: z.string().min(1),
  /** Of the log, which the job writes too. */
  logLevel: z.enum(logLevels)
})
export type JobSpec = z.infer<typeof JobSpec>

/** To the job. `stop`: end after the batch in flight. */
export const JobCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), spec: JobSpec }),
  z.object({ type: z.literal('stop') })
])
export type JobCommand = z.infer<typeof JobCommand>

const Frames = z.object({ first: z.number().int(), last: z.number().int() })

/** How far work is that leaves no rows before it is done. */
const PartDone = z.object({ done: z.number().int().min(0), total: z.number().int().min(0) })
export type PartDone = z.infer<typeof PartDone>

/**
 * From the job. `progress` names the frames it now begins with, so that a crash can be placed; how far the run is
 * follows from the store alone, except for stages that say so themselves (`part`). `damaged`: the drive's cache is
 * broken.
 */
export const JobMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    stage: z.enum(['decoding', 'lanes', 'scoring', 'evidence']),
    frames: Frames.nullable(),
    part: PartDone.optional()
  }),
  z.object({ type: z.literal('failed'), sentence: z.string(), damaged: z.boolean() }),
  z.object({ type: z.literal('stopped') }),
  z.object({ type: z.literal('finished') })
])
export type JobMessage = z.infer<typeof JobMessage>
export type Stage = Extract<JobMessage, { type: 'progress' }>['stage']
