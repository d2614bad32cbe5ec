using Liburia.Archive.Contracts;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Documents;
using Liburia.Platform.Files;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Certificates;

/// <summary>Makes the paper of a certificate from its frozen facts; the case closes with it.</summary>
internal sealed class RenderCertificate(
    AppDb db, RazorText razor, IPdfRenderer renderer, Sealer sealer, FileStore files, IArchive archive, ICaseDesk cases, Tenant tenant, Installation installation, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "registry.render-certificate";

    internal sealed record Order(Guid CertificateId);

    internal static readonly JobKind AsJob = new(JobKind, new("Composizione di un certificato", "Rendering of a certificate"));

    public async Task<Func<Task>> PerformAsync(Job job, CancellationToken cancel)
    {
        var id = job.Read<Order>().CertificateId;
        var certificate = await db.Set<Certificate>().AsNoTracking().FirstAsync(c => c.Id == id, cancel);
        var html = await razor.RenderAsync("/Pages/Registry/Certificates/Paper.cshtml", CertificatePaper.Of(certificate, tenant.Municipality, installation));
        var paper = await sealer.SealPdfAsync(await renderer.RenderAsync(html, cancel), $"Certificato n. {certificate.NumberInWords} del {tenant.Municipality.FullName}", cancel);
        var file = await files.StoreAsync(paper, cancel);
        return async () =>
        {
            var issued = await db.Set<Certificate>().FirstAsync(c => c.Id == id, CancellationToken.None);
            if (issued.IsReady) return;
            var label = CertificateRules.Kind(issued.Kind, issued.IssuedOn).Label;
            var document = archive.Add(new NewDocument($"{label.It} n. {issued.NumberInWords}", $"certificato-{issued.Number}-{issued.Year}.pdf", "application/pdf", file, CertificateDesk.Classification, NewDocument.Issued));
            issued.Rendered(document.Id, LegalTime.UtcNow(clock));
            await cases.CompleteAsync(issued.CaseId, document, new("Certificato emesso", "Certificate issued"), CancellationToken.None);
        };
    }
}

/// <summary>Everything the paper shows.</summary>
internal sealed record CertificatePaper(Certificate Certificate, CertifiedFacts Facts, Municipality Municipality, string Title, string VerifyUrl, bool IsDemonstration)
{
    public static CertificatePaper Of(Certificate certificate, Municipality municipality, Installation installation) => new(
        certificate, CertifiedFacts.FromJson(certificate.Facts), municipality, CertificateRules.Kind(certificate.Kind, certificate.IssuedOn).Label.It,
        $"{installation.UrlOf(municipality)}/verifica/{certificate.VerificationCode}", installation.IsDemonstration || municipality.IsPractice);
}
