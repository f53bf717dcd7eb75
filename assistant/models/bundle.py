"""Carries installed models to a machine without internet, as one tar file.

Invariant: a model of a bundle is installed only if every file has the SHA-256 in its manifest, and if the bundle holds
only regular files of data formats inside the folders of its models: no link, no device, no path out of them.
"""

from __future__ import annotations

import errno
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from assistant.disk.durable import sync_folder
from assistant.domain.errors import AssistantError, ModelMissing, ModelRefused
from assistant.models.catalog.entries import is_safe_name
from assistant.models.folder import make_private, models_folder_lock, replace_folder
from assistant.models.installed import InstalledModel, list_installed, model_folder, read_manifest, verify

_UNPACKING = ".arrivals"


def export_bundle(models: Path, names: Sequence[str], target: Path) -> list[InstalledModel]:
    """Write the installed models `names` (all, if empty) into the new file `target`, verified first.

    Raises ModelMissing, ModelRefused, and AssistantError if the file exists already or cannot be written.
    """
    chosen = [read_manifest(model_folder(models, name)) for name in names] if names else list_installed(models)
    if not chosen:
        raise ModelMissing("There is no installed model to export.", "Run: assistant models pull starter")
    for model in chosen:
        verify(model)
    part = target.with_name(f".{target.name}.part")
    if target.exists():
        raise AssistantError(f"{str(target)!r} is there already.", "Choose another name.")
    try:
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
            for model in chosen:
                for name in ("manifest.json", *(file.path for file in model.files)):
                    archive.add(model.folder / name, f"{model.name}/{name}", recursive=False, filter=_without_owner)
        part.chmod(0o600)
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise AssistantError(
            f"{str(target)!r} could not be written: {error.strerror}.", "Choose another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return chosen


def import_bundle(models: Path, source: Path) -> list[InstalledModel]:
    """Install every model of the bundle; nothing is installed if any of them differs from its manifest.

    Raises ModelRefused (not a bundle, something foreign in it, wrong bytes), ModelMissing (disk full), AssistantError.
    """
    with models_folder_lock(models), _unpacking_folder(models) as unpacked:
        try:
            with tarfile.open(source, "r:") as archive:
                for member in archive:
                    _unpack(archive, member, unpacked)
        except (tarfile.TarError, EOFError) as error:
            raise ModelRefused(
                f"{source.name!r} is not a bundle of models.", "Make one: assistant models export"
            ) from error
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise ModelMissing("The disk is full; nothing was installed.", "Free some space.") from error
            raise AssistantError(f"{str(source)!r} cannot be read: {error.strerror}.") from error
        staged = [read_manifest(folder) for folder in sorted(unpacked.iterdir())]
        if not staged:
            raise ModelRefused(f"{source.name!r} holds no model.", "Make one: assistant models export")
        for model in staged:
            if model.name != model.folder.name or model_folder(unpacked, model.name) != model.folder:
                raise ModelRefused(f"The bundle's folder {model.folder.name!r} holds another model.", "Make it again.")
            _refuse_unlisted(model)
            verify(model)
        for model in staged:
            make_private(model.folder)
            replace_folder(model.folder, models / model.name)
        return [read_manifest(models / model.name) for model in staged]


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    path = PurePosixPath(member.name)
    inside = len(path.parts) >= 2 and not path.is_absolute() and ".." not in path.parts and "\\" not in member.name
    if (
        not member.isreg()
        or member.issparse()
        or not inside
        or not is_safe_name(path.name)
        or path.parts[0].startswith(".")
    ):
        raise ModelRefused(f"The bundle holds {member.name!r}, which is no file of a model.", "Nothing was installed.")
    target = into.joinpath(*path.parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stream = archive.extractfile(member)
    if stream is None or target.exists():
        raise ModelRefused(f"The bundle holds {member.name!r} twice.", "Nothing was installed.")
    with stream, target.open("xb") as out:
        shutil.copyfileobj(stream, out, 1 << 20)


def _refuse_unlisted(model: InstalledModel) -> None:
    listed = {"manifest.json", *(file.path for file in model.files)}
    found = {path.relative_to(model.folder).as_posix() for path in model.folder.rglob("*") if path.is_file()}
    if found - listed:
        raise ModelRefused(
            f"The bundle holds files that the manifest of {model.name!r} does not name.", "Make it again."
        )


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """`member` without the name, the user id and the times of the person who made the bundle."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = 0o600
    return member


@contextmanager
def _unpacking_folder(models: Path) -> Iterator[Path]:
    folder = models / _UNPACKING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
