"""A backup is a folder: the database as it stood at one instant, the files that it names, and a manifest.

    manifest.json   what it is of, what it needs, what it holds, and the digest of SHA256SUMS
    SHA256SUMS      the digest of every other file, as `sha256sum --check` reads it
    database/       the SQLite file, or one file a table (`on_sqlite`, `on_postgresql`)
    files/          attachments, registers' scans, reports, saved and exported files, by their paths in the store

The database is taken first: files are written once, before a row names them, and never changed, so what comes later
does no harm. No key is ever copied: the manifest names those that are needed. Nor are sessions and the cache, which
let people in.
"""
