using System.Net;
using System.Text;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Cases;

/// <summary>The application as a page one can read for ever without the program: what was asked, what was answered.</summary>
internal static class ApplicationText
{
    public static string Html(NewApplication application, Municipality municipality, DateTime now)
    {
        var text = new StringBuilder();
        text.Append("<!doctype html><html lang=\"it\"><head><meta charset=\"utf-8\"><title>").Append(Safe(application.Title.It)).Append("</title></head><body>");
        text.Append("<p>").Append(Safe(municipality.FullName)).Append("</p><h1>").Append(Safe(application.Title.It)).Append("</h1>");
        text.Append("<p>Richiedente: ").Append(Safe(application.Applicant.RegisterName)).Append(", codice fiscale ").Append(Safe(application.Applicant.TaxCode)).Append("</p>");
        text.Append("<p>Presentata il ").Append(Safe(Say.ShortMoment(now))).Append(" (ora italiana)").Append("</p><dl>");
        foreach (var (question, answer) in application.Answers)
            text.Append("<dt>").Append(Safe(question.It)).Append("</dt><dd>").Append(Safe(answer)).Append("</dd>");
        return text.Append("</dl></body></html>\n").ToString();
    }

    private static string Safe(string value) => WebUtility.HtmlEncode(value);
}
