"""Reads one JSON string (an HTML page) per line, answers 'pdf LENGTH' and the bytes. No file and no network is ever read."""
import json
import sys


def refuse(url, *_, **__):
    raise ValueError("references are not followed")


def main():
    out = sys.stdout.buffer
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
    except Exception:
        sys.stdin.readline()
        out.write(b"missing\n")
        out.flush()
        return
    fonts = FontConfiguration()
    for line in sys.stdin:
        try:
            pdf = HTML(string=json.loads(line), url_fetcher=refuse, base_url="about:blank").write_pdf(variant="pdf/a-3b", font_config=fonts)
            out.write(b"pdf %d\n" % len(pdf))
            out.write(pdf)
        except Exception as fault:
            out.write(("fault " + str(fault).replace("\n", " ")[:300] + "\n").encode("utf-8"))
        out.flush()


main()
