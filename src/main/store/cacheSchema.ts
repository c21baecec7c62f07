/**
 * Schema of `cache/<drive>.sqlite`: what can be computed again. A step, once released, is never changed; see
 * migrate.ts. Blobs have tables of their own, so that reading one number of every frame does not read the blobs too.
 */
export const cacheMigrations: readonly string[] = [
  `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

  CREATE TABLE frames (frame INTEGER PRIMARY KEY, time REAL NOT NULL, damaged INTEGER NOT NULL) STRICT;
  CREATE TABLE pictures (frame INTEGER PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
  CREATE TABLE signals (position INTEGER PRIMARY KEY, about TEXT NOT NULL, samples BLOB NOT NULL) STRICT;

  -- What the lane detector saw in each frame, and the regions after smoothing, by version of the detector.
  CREATE TABLE lane_evidence (
    version INTEGER NOT NULL, frame INTEGER NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (version, frame)
  ) STRICT;
  CREATE TABLE lane_regions (
    version INTEGER NOT NULL, frame INTEGER NOT NULL, region TEXT, PRIMARY KEY (version, frame)
  ) STRICT;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    engine TEXT,
    engine_version TEXT,
    warnings TEXT NOT NULL,
    failure TEXT,
    scored_with TEXT
  ) STRICT;
  CREATE TABLE results (
    run TEXT NOT NULL, frame INTEGER NOT NULL, steering REAL NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, scale REAL NOT NULL, sum REAL NOT NULL,
    PRIMARY KEY (run, frame)
  ) STRICT;
  CREATE TABLE maps (run TEXT NOT NULL, frame INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run, frame)) STRICT;
  CREATE TABLE scores (
    run TEXT NOT NULL, frame INTEGER NOT NULL, share REAL, lift REAL, lane_confidence REAL NOT NULL,
    zone_left REAL, zone_right REAL, zone_above REAL, zone_below REAL,
    PRIMARY KEY (run, frame)
  ) STRICT;
  `,
  `
  -- What was measured of the maps of a run: float32 (confidence: float64), one value a frame.
  DROP TABLE scores;
  CREATE TABLE score_columns (
    run TEXT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run, name)
  ) STRICT;
  UPDATE runs SET scored_with = NULL;
  `,
  `
  -- Regions that a person's lane model found, by a word for the model and how its output is read.
  CREATE TABLE model_lanes (
    key TEXT NOT NULL, frame INTEGER NOT NULL, region TEXT, PRIMARY KEY (key, frame)
  ) STRICT;
  `,
  `
  -- Which pixels of its input the model of a run sees: one byte each, 1 or 0, row-major, of the size of the run's maps.
  CREATE TABLE seen_pixels (
    run TEXT PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL, data BLOB NOT NULL
  ) STRICT;
  `,
  `
  -- How much the steering changed when lane and surroundings were swapped, by a word for the model and the lanes.
  CREATE TABLE swap_rows (
    test TEXT NOT NULL, frame INTEGER NOT NULL, steering REAL NOT NULL, inside REAL NOT NULL, outside REAL NOT NULL,
    PRIMARY KEY (test, frame)
  ) STRICT;
  CREATE TABLE swap_tests (test TEXT PRIMARY KEY, outcome TEXT NOT NULL) STRICT;
  `,
  `
  -- Regions of the lanes that lie with the recording, by a word for what they say and how they are read.
  CREATE TABLE recorded_lanes (
    key TEXT NOT NULL, frame INTEGER NOT NULL, region TEXT, PRIMARY KEY (key, frame)
  ) STRICT;
  `
]
