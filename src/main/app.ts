import { Hono } from 'hono'
import about from '../../package.json' with { type: 'json' }
import { NotFoundError, sentence } from '../shared/errors.ts'
import { prepareRun } from './analysis/prepareRun.ts'
import { createInterventions } from './analysis/interventionsOfRun.ts'
import { createScoring } from './analysis/scoring.ts'
import type { Spawner } from './analysis/spawner.ts'
import { createSupervisor } from './analysis/supervisor.ts'
import { aboutRoutes } from './api/about.ts'
import { activationRoutes } from './api/activations.ts'
import { compareRoutes } from './api/compare.ts'
import { diagnosticsRoutes } from './api/diagnostics.ts'
import { driveRoutes } from './api/drives.ts'
import { driveSignalRoutes } from './api/driveSignals.ts'
import { eventRoutes } from './api/events.ts'
import { exportRoutes } from './api/exports.ts'
import { failureAnswer } from './api/failures.ts'
import { headCurveRoutes } from './api/headCurves.ts'
import { strictHeaders } from './api/headers.ts'
import { inputPreviewRoutes } from './api/inputPreview.ts'
import { inspectRoutes } from './api/inspect.ts'
import { interventionRoutes } from './api/interventions.ts'
import { laneModelRoutes } from './api/laneModel.ts'
import { laneRoutes } from './api/lanes.ts'
import { libraryRoutes } from './api/library.ts'
import { modelRoutes } from './api/models.ts'
import { pageRoutes } from './api/page.ts'
import { recipeSearchRoutes } from './api/recipeSearch.ts'
import { recordingSearchRoutes } from './api/recordingSearch.ts'
import { requestLog } from './api/requestLog.ts'
import { reviewerRoutes } from './api/reviewer.ts'
import { ruleRoutes } from './api/rules.ts'
import { runRoutes } from './api/runs.ts'
import type { Services } from './api/services.ts'
import { stepRoutes } from './api/steps.ts'
import { openLibraryDoor, type LibraryDoor, type OpenedLibrary } from './library/libraryDoor.ts'
import { createRecordings } from './library/recordings.ts'
import { addSampleOnce } from './library/sample.ts'
import { openLog, type Log } from './log/log.ts'
import { reportFormats } from './report/formats.ts'
import { createReviews } from './review/reviews.ts'
import { methods } from './saliency/methods.ts'
import { openStore } from './store/store.ts'

export { nodeSpawner, type Spawner } from './analysis/spawner.ts'
export { defaultDataDir } from './store/dataDir.ts'

/** The saliency methods there are. */
export const methodIds: readonly string[] = methods.map((method) => method.id)

/** What a run can be exported as. */
export const reportFormatIds: readonly string[] = reportFormats.map(({ id }) => id)

export interface AppOptions {
  /** Where library and cache are kept; made where it is missing. */
  dataDir: string
  /** How this host starts job processes. */
  spawner: Spawner
  /** The sample that a library without one is given and analyses at once; null gives none. */
  sampleDir: string | null
  /** The built renderer; null serves no page. */
  rendererDir: string | null
  /** The log of the data folder, where the host has opened it. */
  log?: Log
}

/** Lanegaze without a window: all hosts share it. */
export interface App {
  /** Answers a request to /api/…, or for a file of the page. Never throws: what fails is a response too. */
  fetch(request: Request): Promise<Response>
  /** Pauses the job that is running, and closes the store. */
  close(): Promise<void>
}

/** The type of the routes, for Hono's typed client. */
export type Api = ReturnType<typeof apiRoutes>

/** The same for the way to the library. */
export type LibraryApi = ReturnType<typeof wayIn>

/** And for the log, which answers in any case. */
export type LogApi = ReturnType<typeof diagnosticsRoutes>

const thisLanegaze = `Lanegaze ${about.version} (${process.platform} ${process.arch}, Node ${process.versions.node})`

/** How often it is looked whether a backup of the library is due. */
const BACKUP_LOOK_MS = 60_000

/**
 * Where the library is damaged, or gone from beside its backups, the app asks what to do: it answers `/api/library` and
 * the page, and everything else with the sentence that says so.
 * @throws InputError where the data folder or the library cannot be used
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { dataDir, rendererDir, log = openLog({ dataDir }) } = options
  const door = await openLibraryDoor(dataDir, () => openApp({ ...options, log }))

  const app = new Hono()
    .onError((error, c) => failureAnswer(error, c, log))
    .notFound((c) => c.json({ error: `There is nothing at ${c.req.path}.` }, 404))
    .use(requestLog(log))
    .use(strictHeaders)
    .route('/', wayIn(door, dataDir))
    .route('/', diagnosticsRoutes({ dataDir, version: about.version, log }))
    .all('/api/*', (c) => door.opened().fetch(c.req.raw))
  if (rendererDir !== null) app.route('/', pageRoutes(rendererDir))
  const question = door.question()
  // Said to the person by whatever they do.
  if (question !== null) log.info(`${thisLanegaze} cannot open its library: it ${question}.`)

  return {
    fetch: async (request) => app.fetch(request),
    async close() {
      await door.close()
      log.info('Lanegaze ended.')
    }
  }
}

/** What works on the library while it is open. */
async function openApp({
  dataDir,
  spawner,
  sampleDir,
  log
}: AppOptions & Pick<Services, 'log'>): Promise<OpenedLibrary> {
  const store = openStore(dataDir)
  log.info(`${thisLanegaze} has its library open.`)
  const recordings = createRecordings()
  const supervisor = createSupervisor({ spawner, store, log })
  const scoring = createScoring({ store, supervisor })
  const reviews = createReviews(store)
  const interventions = createInterventions(store)
  const version = about.version
  const services: Services = { store, recordings, supervisor, scoring, reviews, interventions, version, log }
  if (sampleDir !== null) await addSample(services, sampleDir)

  const { library } = store
  let told: string | null = null
  const tellOfBackup = (): void => {
    const trouble = library.backupTrouble()
    if (trouble !== null && trouble !== told) log.warn(trouble)
    told = trouble
  }
  tellOfBackup()
  // A review may last for hours.
  const looking = setInterval(() => {
    library.backUp()
    tellOfBackup()
  }, BACKUP_LOOK_MS).unref()

  const api = new Hono()
    .onError((error, c) => failureAnswer(error, c, log))
    .route('/', apiRoutes(services))
    .all('/api/*', (c) => {
      throw new NotFoundError(`There is nothing at ${c.req.method} ${c.req.path}.`)
    })
  return {
    fetch: (request) => api.fetch(request),
    async close() {
      clearInterval(looking)
      await supervisor.close()
      await interventions.close()
      recordings.close()
      store.close()
      tellOfBackup()
    }
  }
}

/** Adds the sample to a library that never had it, and analyses it at once. Without a sample, the log says so. */
async function addSample({ store, recordings, supervisor, log }: Services, sampleDir: string): Promise<void> {
  try {
    await addSampleOnce({ store, recordings }, sampleDir, (drive, model, method) => {
      const wanted = { drive, model, method, explain: 'change', engine: 'auto' } as const
      supervisor.start(prepareRun(store.library, store.cache(drive.id), wanted).id)
    })
  } catch (error) {
    log.warn(`The sample was not added: ${sentence(error)}`)
  }
}

function wayIn(door: LibraryDoor, dataDir: string) {
  return new Hono().basePath('/api').route('/library', libraryRoutes(door, dataDir))
}

function apiRoutes(services: Services) {
  return new Hono()
    .basePath('/api')
    .route('/about', aboutRoutes(services))
    .route('/inspect', inspectRoutes(services))
    .route('/drives', driveRoutes(services))
    .route('/drives', driveSignalRoutes(services))
    .route('/drives', laneRoutes(services))
    .route('/drives', laneModelRoutes(services))
    .route('/drives', stepRoutes(services))
    .route('/compare', compareRoutes(services))
    .route('/models', modelRoutes(services))
    .route('/models', headCurveRoutes(services))
    .route('/models', recipeSearchRoutes(services))
    .route('/recordings', recordingSearchRoutes(services))
    .route('/models', inputPreviewRoutes(services))
    .route('/reviewer', reviewerRoutes(services))
    .route('/rules', ruleRoutes(services))
    .route('/runs', runRoutes(services))
    .route('/runs', eventRoutes(services))
    .route('/runs', activationRoutes(services))
    .route('/runs', interventionRoutes(services))
    .route('/runs', exportRoutes(services))
}
