-- "csrl": tells our files from other SQLite databases.
PRAGMA application_id = 1668510316;

CREATE TABLE clusters (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL UNIQUE,
  -- time of creation, milliseconds since the epoch
  created     INTEGER NOT NULL,
  -- template, options, limits and expiry, JSON
  terms       TEXT    NOT NULL,
  -- unused, always empty
  credentials TEXT    NOT NULL,
  -- the administrator's token
  token       BLOB    NOT NULL,
  -- content when the cluster last went to sleep, compressed; NULL: never used
  image       BLOB,
  -- its journal of requests when it last went to sleep, compressed; invalid once there are records
  memo        BLOB
) STRICT;

-- Writes since the image, one row each, in order.
CREATE TABLE records (
  cluster INTEGER NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
  number  INTEGER NOT NULL,
  record  BLOB    NOT NULL,
  PRIMARY KEY (cluster, number)
) STRICT, WITHOUT ROWID;

-- Values of the file itself, such as those of its encryption.
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
