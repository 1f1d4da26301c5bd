"""One module a kind. A module put here is found by itself; `Kind.position` says where it stands among the others."""
