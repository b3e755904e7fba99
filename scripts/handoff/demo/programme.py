"""The demo's runs: each is made once, one at a time, the next one while the one before it is shown."""

from handoff.demo import narration
from handoff.demo.recording import Recording
from handoff.demo.scenes import Scene, scenes_of
from handoff.run.options import Options


def title(options: Options) -> str:
    """A chapter's name: its method, its event if it has one, and what that is."""
    event = f" INJECT={options['INJECT']}" if options["INJECT"] not in ("", "none") else ""
    return f"{options['METHOD']}{event}: {narration.told(options['METHOD'], options.kernel()).title}"


class Programme:
    """Use it in a `with` statement: no emulator outlives it."""

    def __init__(self, chapters: tuple[Options, ...]) -> None:
        self.chapters = chapters
        self.recordings: dict[int, Recording] = {}
        self.told: dict[int, list[Scene]] = {}

    def __enter__(self) -> "Programme":
        return self

    def __exit__(self, *_: object) -> None:
        for recording in self.recordings.values():
            recording.close()

    def recording(self, chapter: int) -> Recording:
        """The run of a chapter; it is started if it was not yet, and then nothing else goes on running."""
        if chapter not in self.recordings:
            for other in [number for number, recording in self.recordings.items() if not recording.ended]:
                self.recordings.pop(other).close()
            self.recordings[chapter] = Recording(self.chapters[chapter])
        return self.recordings[chapter]

    def start_next(self, chapter: int) -> None:
        """While a chapter is shown, the next one can run."""
        if chapter + 1 < len(self.chapters) and not self.open():
            self.recording(chapter + 1)

    def scenes(self, chapter: int) -> list[Scene]:
        """Of a run that has ended."""
        if chapter not in self.told:
            run = self.recordings[chapter]
            self.told[chapter] = scenes_of(run.options["METHOD"], run.lines, run.word(), run.reason(), run.verdict)
        return self.told[chapter]

    def open(self) -> list[int]:
        """Descriptors of the runs that go on."""
        return [recording.fd for recording in self.recordings.values() if not recording.ended]

    def read(self) -> None:
        """Takes in what the runs have said since."""
        for recording in self.recordings.values():
            recording.read_available()

    def failed(self) -> bool:
        """Was there a run that was none?"""
        return any(recording.failed() for recording in self.recordings.values())

    def results(self) -> list[str]:
        """A line for every run that has ended."""
        return [f"{recording.word():<10} {self.chapters[number].command().removeprefix('make run ')}"
                for number, recording in sorted(self.recordings.items()) if recording.ended]

    def summary(self) -> Scene:
        """What came out of all of them."""
        return Scene(5, (), "\n".join(self.results()), "make run METHOD=... shows one of them as the machine wrote it")
