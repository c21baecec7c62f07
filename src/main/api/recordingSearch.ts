import { Hono } from 'hono'
import {
  type AddedRecordings,
  type RecordingList,
  type RecordingSearchProgress,
  SearchRecordings
} from '../../shared/api.ts'
import { addRecordings, searchRecordings } from '../library/recordingSearch.ts'
import { body } from './checked.ts'
import type { Services } from './services.ts'
import { workAnswer } from './workAnswer.ts'

/** The recordings in a tree of folders: listed, and added to the library all at once. */
export function recordingSearchRoutes(services: Services) {
  return new Hono()
    .post('/search', body(SearchRecordings), (c) =>
      workAnswer<RecordingSearchProgress, RecordingList>(c, services, (signal, onProgress) =>
        searchRecordings(c.req.valid('json'), signal, onProgress)
      )
    )
    .post('/add', body(SearchRecordings), (c) =>
      workAnswer<RecordingSearchProgress, AddedRecordings>(c, services, (signal, onProgress) =>
        addRecordings(services, c.req.valid('json'), signal, onProgress)
      )
    )
}
