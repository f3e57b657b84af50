"""multipart/form-data (RFC 7578), whole bodies in memory."""

from email.message import Message
from email.parser import HeaderParser

from bot.sandbox.methods import Upload


def read_multipart(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    """Return (fields, files) by name. ValueError if the body is not what the header says."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_boundary()
    if header.get_content_type() != "multipart/form-data" or not boundary:
        raise ValueError("A multipart/form-data body is expected.")
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode())
    if len(parts) < 2 or not parts[-1].startswith(b"--"):  # noqa: PLR2004 - a preamble and an end
        raise ValueError("The multipart body has no end.")
    for part in parts[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.decode("utf-8", "replace").lstrip())
        name = headers.get_param("name", header="content-disposition")
        filename = headers.get_filename()
        if not isinstance(name, str):
            raise ValueError("A part of the multipart body has no name.")  # noqa: TRY004 - the caller's one error
        if filename is None:
            fields[name] = content.decode()
        else:
            mime = headers.get_content_type() if "content-type" in headers else ""
            files[name] = Upload(filename, mime, content)
    return fields, files
