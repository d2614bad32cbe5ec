using System.Net;
using System.Text;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;

namespace Liburia.Procedures.Cases;

/// <summary>The application as a page one can read for ever without the program: what was asked, what was answered.</summary>
internal static class ApplicationText
{
    private const string Style = "@page{size:A4;margin:2cm;@bottom-right{content:counter(page) ' / ' counter(pages);font:9pt sans-serif}}body{font:11pt/1.5 'Titillium Web',sans-serif;color:#17324d;max-width:48rem;margin:auto}h1{font-size:18pt;line-height:1.2}h2{font-size:13pt}dt{font-weight:600;margin-top:.7em}dd{margin:0}code{font-size:8pt;word-break:break-all}";

    public static string Html(Texts title, Filing filing, IReadOnlyList<AnswerRow> rows, IReadOnlyList<(string Name, string Sha256)> files, Municipality municipality, DateTime now)
    {
        var text = new StringBuilder();
        text.Append("<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>").Append(Safe(title.It)).Append("</title><style>").Append(Style).Append("</style></head><body>");
        text.Append("<p>").Append(Safe(municipality.FullName)).Append("</p><h1>").Append(Safe(title.It)).Append("</h1>");
        if (filing.Applicant.By is { } by) text.Append("<p>Presentata da ").Append(Safe(by.Name)).Append(", codice fiscale ").Append(Safe(by.TaxCode)).Append(": ").Append(Safe(by.Act.It)).Append("</p>");
        text.Append("<p>Richiedente: ").Append(Safe(filing.Applicant.InWords)).Append(", codice fiscale ").Append(Safe(filing.Applicant.TaxCode)).Append("</p>");
        text.Append("<p>Presentata il ").Append(Safe(Say.ShortMoment(now))).Append(" (ora italiana)").Append("</p><dl>");
        foreach (var row in rows) text.Append("<dt>").Append(Safe(row.Label.It)).Append("</dt><dd>").Append(Safe(row.InWords.It).ReplaceLineEndings("<br>")).Append("</dd>");
        text.Append("</dl>");
        if (files.Count > 0)
        {
            text.Append("<h2>Allegati</h2><ul>");
            foreach (var (name, sha) in files) text.Append("<li>").Append(Safe(name)).Append(", SHA-256 <code>").Append(sha).Append("</code></li>");
            text.Append("</ul>");
        }
        return text.Append("</body></html>\n").ToString();
    }

    private static string Safe(string value) => WebUtility.HtmlEncode(value);
}
