-- "csrl": tells our files from other SQLite databases.
PRAGMA application_id = 1668510316;

-- One row per change, also for deletes. `value` is what a reader of this revision gets; it already contains the revision.
CREATE TABLE log (
  revision        INTEGER PRIMARY KEY CHECK (revision > 1),
  key             TEXT    NOT NULL,
  -- Revision of the row of the same key that this one replaces; 0 when none is kept. A create follows the key's last delete.
  previous        INTEGER NOT NULL CHECK (previous >= 0 AND previous < revision),
  -- Equal to `revision` in the row of a create.
  create_revision INTEGER NOT NULL CHECK (create_revision <= revision),
  deleted         INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  value           BLOB    NOT NULL
) STRICT;

-- The optimistic lock: of two writes that saw the same row, one cannot be stored.
CREATE UNIQUE INDEX log_key_previous ON log (key, previous);

-- History is complete after this revision. It also keeps the revision counter from going back when deletes are forgotten.
CREATE TABLE compaction (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO compaction (id, revision) VALUES (1, 0);

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
