-- "csrl": tells our files from other SQLite databases.
PRAGMA application_id = 1668510316;

CREATE TABLE clusters (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL UNIQUE,
  -- when it was made, milliseconds since the epoch
  created     INTEGER NOT NULL,
  -- what was asked for when it was made, JSON
  terms       TEXT    NOT NULL,
  -- which credentials are of this cluster, JSON: hashes and key identifiers
  credentials TEXT    NOT NULL,
  -- the administrator's token
  token       BLOB    NOT NULL,
  -- what it held when it last went to sleep, compressed; NULL: it was never used
  image       BLOB,
  -- its last requests, as it has left them when it went to sleep, compressed; void once there are records
  memo        BLOB
) STRICT;

-- What was written since the image, one row a write, in order.
CREATE TABLE records (
  cluster INTEGER NOT NULL REFERENCES clusters (id) ON DELETE CASCADE,
  number  INTEGER NOT NULL,
  record  BLOB    NOT NULL,
  PRIMARY KEY (cluster, number)
) STRICT, WITHOUT ROWID;

-- Values of the file itself, such as how it is sealed.
CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
