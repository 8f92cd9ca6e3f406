"""The photos on the page of a visit, and whether it was asked of all of them. Hidden: the page's draft has them."""

from desktop.casework.visiting import Known
from desktop.ui.photo_draft import PhotoDraft
from desktop.ui.photos import Photos
from desktop.ui.pill import Pill
from desktop.ui.visit_block import Block, State
from desktop.ui.workspace import Workspace


class VisitPhotos(Block):
    """Block 5."""

    def __init__(self, workspace: Workspace, draft: PhotoDraft) -> None:
        word = workspace.voice.word
        super().__init__(workspace.voice, word("5 Photos"), word("ask before you photograph"))
        self.photos = Photos(workspace, draft, "visit")
        self._asked = Pill()
        self.head.addWidget(self._asked)
        self.column.addWidget(self.photos)
        self.photos.counted.connect(self._tell)

    def begin(self, known: Known) -> None:
        """Nothing is known of photos before."""

    def state(self) -> State:
        return {}

    def put(self, state: State) -> None:
        """The photos are put by the page."""

    def _tell(self, count: int, lacking: int) -> None:
        if lacking:
            self._asked.say(self.voice.words("{n} to ask about", "{n} to ask about", lacking), "warn", "warn")
        else:
            self._asked.say(self.voice.word("all asked") if count else "", "ok", "check")
