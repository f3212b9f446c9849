"""QTI packages against the schemas of the standard."""

import io
import zipfile

import pytest
from lxml import etree

from tests.external import verifiers
from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json

pytestmark = pytest.mark.external


def schema(name: str) -> etree.XMLSchema:
    path = verifiers.need(verifiers.QTI_SCHEMES / name)
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


@pytest.fixture(scope="module")
def items() -> etree.XMLSchema:
    return schema("qtiv2p1/imsqti_v2p1.xsd")


def quizzes() -> list[Json]:
    settings = {"shuffleQuestions": True, "timeLimitSec": 90.5, "passPercent": 60}
    essay = {"accepted": [{"text": "x"}], "grading": "manual", "rubric": hostile.TEXT}
    full = {"hint": "h", "explanation": "Because.", "timeLimitSec": 30, "difficulty": "hard", "bloom": "apply"}
    manual = samples.question(samples.SHORT, id="q_essay22222", answer=essay)
    return [
        samples.quiz(*samples.ALL, manual),
        samples.quiz(*(samples.question(one, **full, tags=["a", "b c"]) for one in samples.ALL), settings=settings),
        samples.quiz(samples.choice("Which of these?", "a", "b", "c", key=(0, 2))),
        hostile.quiz(),
    ]


def test_the_schema_takes_the_samples_of_the_standard(items: etree.XMLSchema) -> None:
    files = sorted(verifiers.need(verifiers.QTI_SAMPLES).glob("*.xml"))
    assert len(files) == 37
    assert [path.name for path in files if not items.validate(etree.parse(str(path)))] == []


@pytest.mark.parametrize("quiz", quizzes(), ids=["ordinary", "full", "scoring", "hostile"])
def test_every_file_of_a_package_is_valid(items: etree.XMLSchema, quiz: Json) -> None:
    manifests = schema("imscp_v1p1.xsd")
    metadata = schema("imsmd_v1p2p4.xsd")
    with zipfile.ZipFile(io.BytesIO(exports.write(quiz, "qti21").content)) as zipped:
        trees = {name: etree.fromstring(zipped.read(name)) for name in zipped.namelist()}
    assert len(trees) == len(quiz["questions"]) + 2
    faults = []
    for name, tree in trees.items():
        checker = manifests if name == "imsmanifest.xml" else items
        if not checker.validate(tree):
            faults.append((name, str(checker.error_log[0])))
    for described in trees["imsmanifest.xml"].iter("{http://www.imsglobal.org/xsd/imsmd_v1p2}lom"):
        if not metadata.validate(described):
            faults.append(("lom", str(metadata.error_log[0])))
    assert faults == []
