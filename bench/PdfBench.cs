using Liburia.Platform.Documents;
using Liburia.Platform.Jobs;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Microsoft.EntityFrameworkCore;
using Liburia.Platform.Database;
using Liburia.Registry.Residents;

namespace Liburia.Bench;

/// <summary>(c) Certificates from the frozen facts to the stored PDF, against the bare warm renderer given the same pages.</summary>
internal static class PdfBench
{
    public static async Task RunAsync(Yard yard)
    {
        var certificate = await yard.InAsync("cesa", async services =>
        {
            var register = services.GetRequiredService<ResidentRegister>();
            var maria = (await register.SearchAsync("de luca maria dlcmra85", 1))[0];
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                var offer = await services.GetRequiredService<Offers>().FindAsync(CertificateOutcome.ServiceSlug) ?? throw new InvalidOperationException("Cesa offers no certificates.");
                await services.GetRequiredService<CaseDesk>().FileAsync(new Filing(
                    Guid.CreateVersion7(), offer, offer.Model, new Applicant(maria.Person.Id, maria.Person.TaxCode, maria.Person.RegisterName),
                    new Dictionary<string, string> { [CertificateOutcome.Who] = maria.Id.ToString("n"), [CertificateOutcome.Kind] = nameof(CertificateKind.ResidenceAndHousehold), [CertificateOutcome.Use] = "7" },
                    [], JobsBench.Clerk));
                return true;
            });
            return await services.GetRequiredService<AppDb>().Set<Certificate>().AsNoTracking().FirstAsync();
        });
        var html = await yard.InAsync("cesa", services => services.GetRequiredService<RazorText>().RenderAsync("/Pages/Registry/Certificates/Paper.cshtml",
            CertificatePaper.Of(certificate, services.GetRequiredService<Tenant>().Municipality, yard.Installation)));
        var renderer = yard.App.Services.GetRequiredService<IPdfRenderer>();
        var job = new Job { Id = Guid.NewGuid(), Kind = RenderCertificate.JobKind, Key = "bench", Payload = System.Text.Json.JsonSerializer.Serialize(new RenderCertificate.Order(certificate.Id)), Budget = 1 };
        await Measure.CompareAsync("(c) certificates to PDF, 2 workers", 0.8,
            () => Measure.PerSecondAsync(2, 6, _ => yard.InAsync("cesa", async services =>
            {
                var store = await services.GetRequiredKeyedService<IJobHandler>(job.Kind).PerformAsync(job, CancellationToken.None);
                await services.GetRequiredService<Writing>().RunAsync(async () =>
                {
                    await store();
                    return true;
                });
                return 0;
            })), () => Measure.PerSecondAsync(2, 6, _ => renderer.RenderAsync(html)));
    }
}
