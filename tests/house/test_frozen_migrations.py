"""Migrations that were released stay as they are: installations have run them and will not run them again."""

from hashlib import sha256

import pytest

from tests.settings import ROOT

#: Folder -> file -> sha256 of its bytes: what a release holds, with the modules that its migrations import.
FROZEN = {
    "accounts/migrations": {
        "0001_people.py": "178c6a9cf3dfefe336874acc2382d963dc38008153def58ee256354715419a47",
        "0002_administrators_apart.py": "d5c46d5cc5b929858a5d07d9969cb8d3ee21993a018a588f27d38ac407426917",
        "0003_shared_cache.py": "da827f9c77e000a78612352580422f7b2df3ee2541990936dbca889e50bc2970",
        "0004_people_without_post.py": "de3d10e5d127b90a57afef873579edc54e25ac9a16efae5bf263eebb663e3d77",
    },
    "tickets/migrations": {
        "0001_the_register_and_the_orders.py": "9cf567fcceca53d4810c0c61ea259795d67440ef28e821d8701a0724fcfab8b4",
        "0002_audit_is_append_only.py": "8f8310902cf44be112d01d64cfe6e05bc920510d8fff36ce52d8c6fb42078619",
        "0003_field_terms.py": "042dee8d36a0a371cdc708678fec8dc9bf8aafc0bf2db35e92673cb7a707d06e",
        "0004_states_by_kind.py": "82316dad85846849d89197af4aaef815ff08ad4a59da27da7e182fc2c7e8149f",
        "0005_clauses_by_duty.py": "c8b750eb8aaf322e4336bc6bf6eae28984f127683e30a8f100f49222d6a17b6d",
        "0006_contact_addresses.py": "78eb39b42689dfe0b30869e3604c9e0b1a50cd070800367ee8cedfe9c36a29f0",
        "_append_only.py": "f11c88cc352fbaddf3111323ef08719fdffcf35b32dcb836b10aa7bbdd75ea45",
    },
}


@pytest.mark.parametrize(
    ("path", "digest"),
    [(f"{folder}/{name}", digest) for folder, files in FROZEN.items() for name, digest in files.items()],
)
def test_a_landed_migration_is_as_it_was_released(path: str, digest: str) -> None:
    file = ROOT / path
    found = sha256(file.read_bytes()).hexdigest() if file.exists() else "no such file"
    assert found == digest, f"{path}: landed migrations never change; write a new one"
