using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Adoption;

/// <summary>The version of a procedure a Comune has adopted, and where it deviates. Without one it offers the first version there is, as it is.</summary>
internal sealed class AdoptedModel
{
    public required string Slug { get; init; }
    public int ModelVersion { get; set; }
    /// <summary>Offered on the site.</summary>
    public bool Enabled { get; set; }
    public required string Deviations { get; set; }
    public required string Reason { get; set; }
    public required string AdoptedBy { get; set; }
    public DateTime AdoptedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>Where a Comune does otherwise, only in what the model lets it.</summary>
/// <param name="Fees">Cents of euro by the fee's key.</param>
/// <param name="OfficeId">An office of the Comune instead of the one with the model's function.</param>
/// <param name="TermDays">A shorter term, in the unit of the term.</param>
/// <param name="WithoutAnnexes">Optional attachments it does not ask for.</param>
internal sealed record Deviations(IReadOnlyDictionary<string, long>? Fees = null, Guid? OfficeId = null, int? TermDays = null,
    IReadOnlyList<string>? WithoutAnnexes = null)
{
    public static readonly Deviations None = new();

    public bool IsEmpty => (Fees is null or { Count: 0 }) && OfficeId is null && TermDays is null && (WithoutAnnexes is null or { Count: 0 });

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static Deviations FromJson(string json) => json.Length < 3 ? None : JsonSerializer.Deserialize<Deviations>(json, JsonSerializerOptions.Web) ?? None;

    /// <summary>The model as the Comune offers it.</summary>
    public ProcedureModel Of(ProcedureModel model) => IsEmpty ? model : model with
    {
        OfficeId = OfficeId,
        Fees = [.. model.Fees.Select(fee => Fees?.TryGetValue(fee.Key, out var cents) == true ? fee with { Cents = cents, Amount = Say.Euro(cents) } : fee)],
        Pages = WithoutAnnexes is null ? model.Pages : [.. model.Pages.Select(page => page with { Questions = [.. page.Questions.Where(q => !(q.Is(QuestionKinds.File) && q.Optional && WithoutAnnexes.Contains(q.Id)))] }).Where(page => page.Questions.Count > 0)],
    };

    /// <summary>In words, one for each difference.</summary>
    public IEnumerable<Texts> InWords(ProcedureModel model, OfficeBook offices)
    {
        foreach (var fee in model.Fees) if (Fees?.TryGetValue(fee.Key, out var cents) == true && cents != fee.Cents) yield return new Texts("{0}: {1} invece di {2}", "{0}: {1} instead of {2}").With(fee.What, Say.Euro(cents), fee.Amount);
        if (OfficeId is { } chosen && offices.Find(chosen) is { } office) yield return new Texts("ufficio: {0} invece di {1}", "office: {0} instead of {1}")
            .With(office.Name, offices.Find(model.Office)?.Name ?? model.Office);
        if (TermDays is { } days) yield return new Texts("termine più breve: {0} giorni", "shorter term: {0} days").With(days);
        foreach (var annex in WithoutAnnexes ?? []) if (model.Find(annex) is { } question) yield return new Texts("non chiede: {0}", "does not ask for: {0}").With(question.Label.It);
    }
}

/// <summary>A procedure as this Comune offers it.</summary>
/// <param name="Model">With the Comune's deviations.</param>
/// <param name="Newer">A newer version waits to be accepted.</param>
internal sealed record Offer(ProcedureModel Model, Deviations Deviations, bool Enabled, string Reason, ProcedureModel? Newer);

/// <summary>What a Comune offers: adopted versions and deviations, by procedure.</summary>
internal sealed class Offers(AppDb db, ModelCatalogue catalogue)
{
    public async Task<IReadOnlyList<Offer>> AllAsync(CancellationToken cancel = default)
    {
        var adopted = await db.Set<AdoptedModel>().AsNoTracking().ToDictionaryAsync(a => a.Slug, cancel);
        return [.. catalogue.Newest.Select(newest => Of(newest.Slug, adopted.GetValueOrDefault(newest.Slug))).OfType<Offer>().OrderBy(offer => offer.Model.Title.It, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<Offer?> FindAsync(string slug, CancellationToken cancel = default) =>
        catalogue.VersionsOf(slug).Count == 0 ? null : Of(slug, await db.Set<AdoptedModel>().AsNoTracking().FirstOrDefaultAsync(a => a.Slug == slug, cancel));

    /// <summary>The model a case or a draft began with, with what the Comune had deviated in then.</summary>
    public ProcedureModel? Begun(string slug, int version, Deviations deviations) => catalogue.Find(slug, version) is { } model ? deviations.Of(model) : null;

    private Offer? Of(string slug, AdoptedModel? adopted)
    {
        var versions = catalogue.VersionsOf(slug);
        var model = adopted is null ? versions[0] : catalogue.Find(slug, adopted.ModelVersion);
        if (model is null) return null;
        var deviations = adopted is null ? Deviations.None : Deviations.FromJson(adopted.Deviations);
        return new Offer(deviations.Of(model), deviations, adopted?.Enabled ?? true, adopted?.Reason ?? "", versions[^1].Version > model.Version ? versions[^1] : null);
    }
}
