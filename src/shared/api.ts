/** What goes over the wire between the renderer and the app, by resource. Requests are validated with the schemas. */
export * from './api/drives.ts'
export * from './api/events.ts'
export * from './api/failure.ts'
export * from './api/inspection.ts'
export * from './api/library.ts'
export * from './api/models.ts'
export * from './api/recordingSearch.ts'
export * from './api/runs.ts'
