-- Texts that many clusters have but for values in their gaps: what records say of them is the values.
CREATE TABLE forms (
  id   TEXT PRIMARY KEY,
  text BLOB NOT NULL
) STRICT, WITHOUT ROWID;
