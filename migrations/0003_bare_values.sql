-- Values are kept without their revision from here on: the row has it, and a reader gets it with the value.
UPDATE log SET value = bare(value);
UPDATE snapshot_rows SET value = bare(value);
