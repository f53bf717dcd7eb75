"""A home with the starter models and a library of three short papers, made without the vector index of its owner."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

from assistant.app.parts import Parts
from assistant.config.paths import find_paths
from assistant.config.schema import Config
from assistant.domain.records.documents import Identity
from assistant.domain.records.files import SourceFile
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from tests.cli.called import make_home
from tests.ingest.parse.direct import DirectParser

PAPERS = {
    "lease.md": "# Lease\n\nThe tenant may end the lease with a notice of three months.\n\n"
    "Notice has to be given in writing to the landlord, Ms Ferrant.\n",
    "bicycle.md": "# Bicycle\n\nThe bicycle was bought in May 2021 for EUR 840.00 at Spoke and Chain.\n",
    "cat.md": "# Cat\n\nThe cat eats twice a day, at seven and at six.\n",
}
# Nothing of it needs a model, and all of its stages do something.
POLICY = """schema: 1
id: mine
description: For a test.
detectors:
  secret: {type: phrases, patterns: ['plan of the vault']}
  name: {type: phrases, patterns: ['Wilhelmina']}
rules:
  - {id: no-plans, category: privacy, stages: [ingest], detector: secret, action: block, message: Plans stay out.}
  - {id: no-names, category: privacy, stages: [output, log], detector: name, action: redact}
"""


def make_archive(folder: Path, models: Path) -> Path:
    """The home; its papers lie in `folder`/papers."""
    home = make_home(folder)
    (home / "models").symlink_to(models, target_is_directory=True)
    (home / "policies").mkdir(mode=0o700)
    (home / "policies" / "mine.yaml").write_text(POLICY, "utf-8")
    (home / "config.toml").write_text('[guard]\npolicy = "mine"\n[answers]\ngenerator = "extractive"\n', "utf-8")
    paths = find_paths({"ASSISTANT_HOME": str(home)})
    parts, papers = Parts(Config(), paths, writable=False), folder / "papers"
    embedder, chunker = parts.embedder, parts.chunker
    identity = Identity(embedder.identity, embedder.dimension)
    papers.mkdir()
    with closing(SqliteLibrary(Database(paths.ledger), identity)) as library:
        library.adopt_identity()
        for number, (name, text) in enumerate(PAPERS.items(), start=1):
            (papers / name).write_text(text, "utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            file = SourceFile(papers / name, papers, len(text), 0, 1, number, digest)
            document = DirectParser().parse(file)
            drafts = list(chunker.chunk(document, document.title or name))
            texts = [f"{draft.header}\n{draft.text}" for draft in drafts]
            library.store(file, document, drafts, embedder.embed_passages(texts))
    return home
