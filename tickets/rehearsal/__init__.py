"""演练: a whole term of a contract on a virtual clock, in a database of its own that is thrown away
(docs/rehearsal.md)."""
