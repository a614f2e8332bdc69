"""Files as an attacker writes them, made in the tests so that none is kept."""

import io
import zipfile
import zlib

from analytics.errors import DataloupeError
from analytics.ingest import find_inputs, formats

LINE = '{"text": "A sentence about harbours and ships."}\n'

LOOPS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
ENTITIES = {
    "a file": '<!DOCTYPE r [<!ENTITY m SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE r [<!ENTITY m SYSTEM "http://127.0.0.1:9/x">]>',
    "billions": f'<!DOCTYPE r [<!ENTITY a "lol">{LOOPS}]>',
    "a parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY m "x">]>',
    "one word": '<!DOCTYPE r [<!ENTITY m "harmless">]>',
}
YAML_BOMB = 'a: &a ["lol", "lol"]\n' + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(12)
)
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(path, rows, doctype=""):
    """An XLSX file with one sheet of these rows, as XML."""
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = f'{doctype}<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def cell(name, text):
    """A cell with a text in it."""
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def open_document(path, rows):
    """An ODS file with one table of these rows, as XML."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='S'>{rows}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr("content.xml", content)
    return path


def word(path, text="A letter about the harbour.", doctype="", more=b""):
    """A Word document with one paragraph."""
    import docx

    document = docx.Document()
    document.add_paragraph("PLACE")
    plain = io.BytesIO()
    document.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in source.infolist():
            content = source.read(one)
            if one.filename == "word/document.xml":
                content = content.replace(b"PLACE", text.encode())
                content = content.replace(b"<w:document", doctype.encode() + b"<w:document", 1)
            archive.writestr(one.filename, content)
        if more:
            archive.writestr("word/media/more.bin", more)
    return path


def pdf(path, content=b"BT /F1 12 Tf 72 700 Td (Hello harbour) Tj ET", box="0 0 612 792", more="", filters=1):
    """A PDF of one page with this content, compressed as often as `filters` says."""
    names = "/FlateDecode" * filters
    for _ in range(filters):
        content = zlib.compress(content, 9)
    font = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {more}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox [{box}]/Contents 4 0 R{font}>>".encode(),
        f"<</Length {len(content)}/Filter[{names}]>>stream\n".encode() + content + b"\nendstream",
    ]
    file, places = b"%PDF-1.5\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    file += table + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(file)
    path.write_bytes(file)
    return path


def read(path):
    """(records, reasons of rejects) of a file."""
    chunks = [
        chunk for source in find_inputs([str(path)], {}) for chunk in formats.containers()[source.format].read(source)
    ]
    reasons = [one.reason for chunk in chunks for one in chunk.rejects]
    assert all("\n" not in reason and len(reason) < 300 for reason in reasons)
    return [record for chunk in chunks for record in chunk.objects], reasons


def refusal(path):
    """The reason why a file as a whole is refused: one reject, or one line."""
    try:
        records, reasons = read(path)
    except DataloupeError as error:
        assert "\n" not in str(error)
        return str(error)
    assert records == []
    (reason,) = reasons
    return reason


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
