"""What one site wants of the engine: its folders, its words, and what is made beside its pages."""

from __future__ import annotations

from dataclasses import dataclass

# What may become of that which a cell writes to stderr.
STDERR = ("show", "remove", "warn", "error")


@dataclass(frozen=True)
class SiteOptions:
    """The options of a site; the defaults suit any.

    Folders are written without a slash at their ends. `.` among `lessons`, `about` or `folded`
    is every page.

    Attributes:
        snippets: The folder of the snippets, beside the folder of the pages.
        labs: The folder of exercises: below the snippets, and in the addresses of the site.
        errors: The folder, below the snippets, of code that must fail; a page that shows such
            snippets and has none of its own offers them as scripts.
        lessons: Folders of pages that teach: they are told of as such, and link their terms.
        about: Folders of pages about the site itself: their formulas need no check, and nothing on
            them is to be taken home.
        folded: Folders of pages to look things up: each entry is a heading with one line, and opens
            when the reader asks for it or a link leads there.
        glossary: The page that explains terms, or nothing.
        downloads: The folder of the site for what readers take home.
        archive: What the whole site is called when it is unpacked, and kept by a browser.
        language: The language of the pages, as in `en`; nothing where it is not known.
        license: The address of the licence of the pages, or nothing.
        subject: What the lessons teach, before the title of each; nothing if the title says it.
        page_called: What a notebook that was made of a page calls it.
        lab_description: What the description of every lab says first.
        jupyter_css: A style sheet for pages that show a notebook as Jupyter does, or nothing.
        open_in: The services that notebooks can be opened in: `colab`, `binder`.
        published_to: Where they find them: the branch, or `branch:folder`, that the site is
            published to; nothing if it is not in a branch.
        binder: What Binder installs beside torch.
        stderr: What becomes of warnings and all else on stderr where the cell does not say it: one
            word of `STDERR`.
        offline: Whether readers may keep the site, and there is an archive of all of it.
        prune_css: Whether style sheets lose the rules that no page uses.
        bundle: Whether the style sheets and scripts of the site's docs become one file each.
        csp: Whether each page has a policy that lets a browser run the scripts of the build only,
            and load nothing from other hosts.
        cards: Whether each page has a picture for those who link to it; the site needs an address.
        check_displays: Whether each displayed formula has to stand in an `equation` block, and each
            formula in the text that states something has to be checked.
        seal: Whether the build refuses a page that shows an answer within a screen of its question.
        run_in_page: Whether readers may change and run code in the page. Python comes to them when
            they first do; the site has about 6 MB more. Cells that the browser's stand-in for torch
            cannot run as torch did are not offered.
        synonyms: Words and phrases that say the same to who searches, with commas between them:
            `nan, not a number`, a group each.
        timeout: The seconds that a cell may take.
        memory: What a process that runs a snippet may hold, as in `4 GiB`; `none` for no limit.
        printed: What a cell may print.
        file_size: What a file may have that a snippet writes.
    """

    snippets: str = "snippets"
    labs: str = "labs"
    errors: str = "errors"
    lessons: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    glossary: str = ""
    downloads: str = "downloads"
    archive: str = "site"
    language: str = ""
    license: str = ""
    subject: str = ""
    page_called: str = "a page"
    lab_description: str = "An exercise to fill in and to check on your own machine."
    jupyter_css: str = ""
    open_in: tuple[str, ...] = ("colab", "binder")
    published_to: str = ""
    binder: tuple[str, ...] = ("matplotlib",)
    stderr: str = "show"
    offline: bool = False
    prune_css: bool = False
    bundle: bool = False
    csp: bool = False
    cards: bool = False
    check_displays: bool = False
    seal: bool = False
    run_in_page: bool = False
    synonyms: tuple[str, ...] = ()
    timeout: float = 60
    memory: str = "4 GiB"
    printed: str = "10 MiB"
    file_size: str = "4 GiB"

    def is_lesson(self, uri: str) -> bool:
        """Whether a page teaches something, by the path of its source."""
        return _within(uri, self.lessons)

    def is_about(self, uri: str) -> bool:
        """Whether a page is about the site itself, by the path of its source."""
        return _within(uri, self.about)

    def is_folded(self, uri: str) -> bool:
        """Whether the entries of a page are folded, by the path of its source."""
        return _within(uri, self.folded)

    def is_lab(self, name: str) -> bool:
        """Whether a snippet, or the source of a page, is in the folder of labs."""
        return _within(name, (self.labs,))

    def is_error(self, snippet: str) -> bool:
        """Whether a snippet is in the folder of code that must fail."""
        return _within(snippet, (self.errors,))

    def lab(self, name: str) -> str:
        """The snippet of a lab, by the name that exercises use."""
        return f"{self.labs}/{name}"

    def download(self, name: str) -> str:
        """Where a file to take home is, below the site's root."""
        return f"{self.downloads}/{name}"


def _within(path: str, folders: tuple[str, ...]) -> bool:
    return any(folder == "." or path.startswith(f"{folder}/") for folder in folders)
