"""Reads one JSON string (an HTML page) per line, answers 'pdf LENGTH' and the bytes. No file and no network is ever read."""
import json
import resource
import sys


def refuse(url, *_, **__):
    raise ValueError("references are not followed")


def main():
    # A page that asks for more than this is refused, and the machine goes on.
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
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
            out.write(("fault " + (str(fault) or type(fault).__name__).replace("\n", " ")[:300] + "\n").encode("utf-8"))
        out.flush()


main()
