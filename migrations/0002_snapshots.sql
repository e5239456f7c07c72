-- Named snapshots of all objects and the clock.
CREATE TABLE snapshots (
  name     TEXT    PRIMARY KEY,
  -- what its maker noted of it, JSON
  note     TEXT    NOT NULL,
  -- the store's revision that it shows
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot_rows (
  snapshot TEXT NOT NULL REFERENCES snapshots (name) ON DELETE CASCADE,
  key      TEXT NOT NULL,
  -- the bytes of the row, with the revision that it had
  value    BLOB NOT NULL,
  PRIMARY KEY (snapshot, key)
) STRICT, WITHOUT ROWID;
