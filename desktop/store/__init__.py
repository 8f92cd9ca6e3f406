"""What is kept: one area in one folder. The only SQL.

    <store>/
      store.toml      format, store id and area: what may be read while the store is locked
      ledger.db       the encrypted database (SQLCipher), with -wal and -shm beside it while it is open
      slots.json      key slots: each alone opens the store
      attempts.json   wrong passphrases in a row
      lock            held by the one program that has the store open
      evidence/       photos and scans, encrypted, by names keyed to this store
      backups/        the last three, each one file
      inbox/ quarantine/ outbox/   what arrived, what was refused, what goes out

Outside of the folder, in the user's configuration, lies a mirror of the journal's end; it tells when the folder was
copied or restored.
"""
