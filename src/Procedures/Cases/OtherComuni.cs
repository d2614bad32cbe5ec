using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Language;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liburia.Procedures.Cases;

/// <summary>A case in another Comune, as the area of this one lists it.</summary>
/// <param name="Document">Address of the outcome's document, where it is ready.</param>
internal sealed record OtherCase(CaseView Case, string Href, string? Document);

/// <summary>What a person has in another Comune.</summary>
/// <param name="IsDown">It does not answer now: nobody knows what is there.</param>
internal sealed record OtherComune(Municipality Municipality, string Area, bool IsDown, IReadOnlyList<OtherCase> Cases, int Drafts)
{
    /// <summary>The nearest day by which somebody has to answer.</summary>
    public DateOnly? Next => Cases.Where(c => c.Case.IsOpen && c.Case.DueOn != Case.Never).Select(c => (DateOnly?)c.Case.DueOn).Min();
}

/// <summary>
/// One area across Comuni: which ones know a person the access point says by a keyed hash; what is there each Comune's own database says, and one that is down
/// is named while the others show.
/// </summary>
internal sealed partial class OtherComuni(AppDb here, IServiceScopeFactory scopes, CitizenIndex index, MunicipalityDirectory directory, Installation installation, Tenant tenant, ILogger<OtherComuni> log)
{
    private const int MostCases = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<OtherComune>> OfAsync(string taxCode, CancellationToken cancel = default)
    {
        var others = (await index.MunicipalitiesOfAsync(taxCode, cancel: cancel)).Where(slug => slug != tenant.Municipality.Slug).Select(directory.Find).OfType<Municipality>().Where(m => m.State is MunicipalityState.Live or MunicipalityState.Suspended or MunicipalityState.Moving);
        // Who holds one connection while waiting for others may wait for somebody who does the same.
        await here.LetGoAsync();
        return [.. (await Task.WhenAll(others.Select(m => ReadAsync(m, taxCode, cancel)))).Where(c => c.IsDown || c.Cases.Count > 0 || c.Drafts > 0).OrderBy(c => c.Municipality.Name, StringComparer.Ordinal)];
    }

    private async Task<OtherComune> ReadAsync(Municipality municipality, string taxCode, CancellationToken cancel)
    {
        var area = $"{installation.UrlOf(municipality)}{Say.Href("/area-personale")}";
        if (municipality.State != MunicipalityState.Live) return new OtherComune(municipality, area, true, [], 0);
        try
        {
            return await InAsync(municipality, area, taxCode, cancel).WaitAsync(Patience, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            Down(municipality.Slug, fault.GetType().Name);
            return new OtherComune(municipality, area, true, [], 0);
        }
    }

    private async Task<OtherComune> InAsync(Municipality municipality, string area, string taxCode, CancellationToken cancel)
    {
        await Task.Yield();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(municipality);
        var found = await scope.ServiceProvider.GetRequiredService<ICaseDesk>().OfAsync(taxCode, cancel);
        var drafts = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<ApplicationDraft>().CountAsync(d => d.TaxCode == taxCode && d.FiledById == null && d.SubmittedCaseId == null, cancel);
        return new OtherComune(municipality, area, false,
            [.. found.OrderByDescending(c => c.IsOpen).ThenByDescending(c => c.OpenedAt).Take(MostCases).Select(c => new OtherCase(c, $"{area}/pratiche/{c.Id:n}", !c.IsOpen && c.Files.LastOrDefault(f => f.Role == "outcome") is { } outcome ? $"{area}/documenti/{outcome.Id:n}" : null))], drafts);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The area of {Comune} could not be read for another Comune: {Fault}")]
    private partial void Down(string comune, string fault);
}

/// <summary>The tax codes of whoever has a case, for the index of the access point.</summary>
internal sealed class ApplicantSource(AppDb db) : ICitizenSource
{
    public IAsyncEnumerable<string> TaxCodesAsync(CancellationToken cancel = default) => db.Set<Case>().AsNoTracking().Select(c => c.ApplicantTaxCode).Distinct().AsAsyncEnumerable();
}
