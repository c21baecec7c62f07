/** Schema of `library.sqlite`: what people made. A step, once released, is never changed; see migrate.ts. */
export const libraryMigrations: readonly string[] = [
  `
  CREATE TABLE drives (
    id TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    open_with TEXT NOT NULL,
    choices TEXT NOT NULL,
    signal_settings TEXT NOT NULL DEFAULT '{}',
    kind TEXT NOT NULL,
    because TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    frames_exact INTEGER NOT NULL,
    rate REAL NOT NULL,
    duration REAL NOT NULL,
    has_steering INTEGER NOT NULL,
    warnings TEXT NOT NULL,
    decode_warnings TEXT NOT NULL DEFAULT '[]',
    added_at INTEGER NOT NULL,
    sample INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE models (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    format TEXT NOT NULL,
    input TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    layers TEXT NOT NULL,
    recipe TEXT NOT NULL,
    recipe_because TEXT NOT NULL,
    head TEXT NOT NULL,
    head_because TEXT NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    warnings TEXT NOT NULL,
    methods TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    sample INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    drive TEXT NOT NULL REFERENCES drives(id) ON DELETE CASCADE,
    model TEXT NOT NULL REFERENCES models(id),
    key TEXT NOT NULL,
    engine TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX runs_of_drive ON runs(drive);

  CREATE TABLE lane_keyframes (
    drive TEXT NOT NULL REFERENCES drives(id) ON DELETE CASCADE,
    frame INTEGER NOT NULL,
    polygon TEXT NOT NULL,
    PRIMARY KEY (drive, frame)
  ) STRICT;

  -- Rules and judgements outlive their run: the same run made again finds them.
  CREATE TABLE rules (
    run TEXT PRIMARY KEY,
    drive TEXT NOT NULL REFERENCES drives(id) ON DELETE CASCADE,
    rule TEXT NOT NULL
  ) STRICT;

  CREATE TABLE judgements (
    id TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    drive TEXT NOT NULL REFERENCES drives(id) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    by_hand INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX judgements_of_run ON judgements(run, first);

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- A stretch that a person changed by hand stands instead of what the rule found in these frames.
  ALTER TABLE judgements ADD COLUMN instead_first INTEGER;
  ALTER TABLE judgements ADD COLUMN instead_last INTEGER;

  CREATE TABLE saved_rules (name TEXT PRIMARY KEY, rule TEXT NOT NULL) STRICT;
  CREATE TABLE nominal_stretches (
    drive TEXT PRIMARY KEY REFERENCES drives(id) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- What a person decided about the lanes of a drive beside drawing them, and the labels they brought.
  CREATE TABLE lane_settings (
    drive TEXT PRIMARY KEY REFERENCES drives(id) ON DELETE CASCADE,
    settings TEXT NOT NULL
  ) STRICT;
  CREATE TABLE lane_imports (
    drive TEXT PRIMARY KEY REFERENCES drives(id) ON DELETE CASCADE,
    about TEXT NOT NULL
  ) STRICT;
  CREATE TABLE imported_lanes (
    drive TEXT NOT NULL REFERENCES lane_imports(drive) ON DELETE CASCADE,
    frame INTEGER NOT NULL,
    lane TEXT,
    PRIMARY KEY (drive, frame)
  ) STRICT;
  `,
  `
  -- What a model takes, as JSON; unknown of models that were kept before.
  ALTER TABLE models ADD COLUMN form TEXT;
  `,
  `
  -- What kind of event was judged; until now there was one.
  ALTER TABLE judgements ADD COLUMN kind TEXT NOT NULL DEFAULT 'left';
  `,
  `
  -- Maps of these methods raise no events by themselves any more. Runs from before keep the rule they were flagged by.
  INSERT INTO rules (run, drive, rule)
    SELECT id, drive, '{"measure":"lift","thresholds":"value","enter":1,"leave":1.2,"smoothSeconds":0.5,"minSeconds":0.5,"mergeSeconds":0.5,"minConfidence":0.5,"margin":0,"kinds":{"left":true,"lost":true,"jumped":true}}'
    FROM runs
    WHERE id NOT IN (SELECT run FROM rules)
      AND json_extract(key, '$.method') IN ('visual-backprop', 'grad-cam', 'guided', 'rectified');

  -- What the deletion test said of a method on a model, each by a word for all that decides it.
  CREATE TABLE method_trust (
    model TEXT NOT NULL,
    method TEXT NOT NULL,
    trust TEXT NOT NULL,
    PRIMARY KEY (model, method)
  ) STRICT;
  `,
  `
  -- Who said what of an event, and when (milliseconds since 1970); nobody noted that until now. Tags: a JSON list of names.
  ALTER TABLE judgements ADD COLUMN reviewer TEXT NOT NULL DEFAULT '';
  ALTER TABLE judgements ADD COLUMN judged_at INTEGER;
  ALTER TABLE judgements ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';

  -- A person's own tags in their order, and the key that gives each.
  CREATE TABLE tags (name TEXT PRIMARY KEY, key TEXT UNIQUE, position INTEGER NOT NULL) STRICT;

  -- What people did, to be undone: the rows that each step changed, as they were before and after it, as JSON.
  -- A step that alters one of the tables named there empties this one: what it holds has the columns of its time.
  CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    drive TEXT NOT NULL REFERENCES drives(id) ON DELETE CASCADE,
    run TEXT,
    reviewer TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    changes TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX steps_of_drive ON steps(drive, reviewer, undone, id);
  `
]
