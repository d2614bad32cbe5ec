using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Subjects.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>What the case of a certificate shows besides: number, validity, verification, who looked.</summary>
internal sealed class CertificatePanel(AppDb db, CertificateDesk desk) : ICasePanel
{
    public async Task<IReadOnlyList<(Texts Label, string Value, string? Href)>> RowsAsync(CaseView shown, bool forStaff, CancellationToken cancel)
    {
        if (await desk.OfCaseAsync(shown.Id, cancel) is not { } certificate) return [];
        var looks = await db.Set<VerificationLook>().AsNoTracking().Where(l => l.CertificateId == certificate.Id).OrderByDescending(l => l.At).Take(20).ToListAsync(cancel);
        List<(Texts, string, string?)> rows =
        [
            (new("Numero del certificato", "Certificate number"), certificate.NumberInWords, null),
            (new("Valido fino al", "Valid until"), Say.Day(certificate.ValidUntil), null),
            (new("Bollo e diritti", "Stamp duty and fees"), $"{Say.Euro(certificate.StampCents)} + {Say.Euro(certificate.FeeCents)}", null),
            (new("Verifica pubblica", "Public verification"), certificate.VerificationCode, $"/verifica/{certificate.VerificationCode}"),
            (new("Verifiche ricevute", "Verifications"), looks.Count == 0 ? Say.T("Nessuno l'ha ancora verificato", "Nobody has verified it yet") : Number(looks), null),
        ];
        if (certificate.SupersededOn is { } since)
        {
            var told = Say.T($"dal {Say.Day(since)} il registro dice altro: chiedine uno nuovo", $"since {Say.Day(since)} the register says otherwise: ask for a new one");
            rows.Insert(2, (new("Non più attuale", "No longer current"), told, $"/servizi/{CertificateOutcome.ServiceSlug}"));
        }
        return rows;
    }

    private static string Number(List<VerificationLook> looks) =>
        Say.T($"{looks.Count}, l'ultima il {Say.Moment(looks[0].At)}", $"{looks.Count}, the last on {Say.Moment(looks[0].At)}");
}

/// <summary>In the personal area: who checked my certificates.</summary>
internal sealed class VerificationPanel(AppDb db, ISubjectRegister subjects) : IPersonalPanel
{
    public Texts Title => new("Chi ha verificato i miei certificati", "Who verified my certificates");

    public async Task<IReadOnlyList<(string Text, string Detail, string? Href)>> LinesAsync(string taxCode, CancellationToken cancel)
    {
        if (await subjects.FindByTaxCodeAsync(taxCode, cancel) is not { } person) return [];
        var looks = await (from look in db.Set<VerificationLook>().AsNoTracking()
                           join certificate in db.Set<Certificate>().AsNoTracking() on look.CertificateId equals certificate.Id
                           where certificate.SubjectId == person.Id || certificate.RequestedBy == person.Id
                           orderby look.At descending
                           select new { look, certificate }).Take(5).ToListAsync(cancel);
        return [.. looks.Select(row => (
            Say.T($"Qualcuno ha verificato il certificato n. {row.certificate.NumberInWords}", $"Somebody verified certificate no. {row.certificate.NumberInWords}"),
            $"{Say.Moment(row.look.At)} · {Told(row.look)}", (string?)$"/area-personale/pratiche/{row.certificate.CaseId:n}"))];
    }

    private static string Told(VerificationLook look) => look.SawText
        ? Say.T("con il codice di controllo: ha letto il testo", "with the control code: the text was read")
        : Say.T("ha visto solo tipo, numero, date e stato", "saw only kind, number, dates and state");
}
