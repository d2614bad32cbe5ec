using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Adoption;

/// <summary>The consortium's procedures as this Comune offers them: versions to accept, with their differences; deviations, with their reason.</summary>
[Permission(ProceduresModule.Adopt)]
internal sealed class ModelsModel(Offers offers, OrganizationChart chart) : PageModel
{
    public IReadOnlyList<Offer> All { get; private set; } = [];

    public OfficeBook Offices { get; private set; } = null!;

    public async Task OnGetAsync() => (Offices, All) = (await chart.BookAsync(), await offers.AllAsync());
}

/// <summary>One procedure: accept a version, deviate in what it allows, take it off the site.</summary>
[Permission(ProceduresModule.Adopt)]
internal sealed class AdoptModel(AppDb db, Offers offers, ModelCatalogue catalogue, OrganizationChart chart, AuditTrail audit, Visitor visitor,
    TimeProvider clock) : PageModel, IRestorable
{
    public Offer Offer { get; private set; } = null!;
    public ProcedureModel Base { get; private set; } = null!;
    public IReadOnlyList<Texts> Differences { get; private set; } = [];

    public OfficeBook Offices { get; private set; } = null!;

    /// <summary>The model's own is no deviation.</summary>
    public IEnumerable<SelectListItem> OfficeItems => Offices.Offices.Where(office => office.Id != Offices.Find(Base.Office)?.Id)
        .Select(office => new SelectListItem(office.Name, office.Id.ToString()));

    private bool isStored;

    [FromRoute(Name = "slug")]
    public string Slug { get; set; } = "";

    [BindProperty] public string? Office { get; set; }
    [BindProperty] public string? Term { get; set; }
    [BindProperty] public string? Reason { get; set; }
    [BindProperty] public bool Enabled { get; set; }

    /// <summary>What this Comune offered, and what it could adopt, when the page was opened.</summary>
    [BindProperty] public string? Seen { get; set; }

    public string SeenNow => SeenMark.Of(Offer.Model.Version, Offer.Newer?.Version, Offer.Deviations.ToJson(), Offer.Reason, Offer.Enabled);

    private void NeedSeen() => SeenMark.Need(Response, Seen, SeenNow, new(
        "Nel frattempo qualcun altro ha cambiato questo procedimento, o ne è arrivata una versione nuova: controlla come va adesso, e salva di nuovo.",
        "Somebody else changed this procedure meanwhile, or a new version came: check how it is now, and save again."));

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        if (Offer is null) return NotFound();
        ShowStored();
        return Page();
    }

    private void ShowStored() => (Office, Term, Reason, Enabled, isStored) = (Offer.Deviations.OfficeId?.ToString(),
        Offer.Deviations.TermDays?.ToString(CultureInfo.InvariantCulture), Offer.Reason, Offer.Enabled, true);

    public async Task RestoreAsync()
    {
        Offer = (await offers.FindAsync(Slug))!;
        if (Offer is null) return;
        (Base, Offices) = (catalogue.Find(Slug, Offer.Model.Version)!, await chart.BookAsync());
        if (Offer.Newer is { } newer) Differences = ModelDifferences.Between(Base, newer);
    }

    public async Task<IActionResult> OnPostAcceptAsync()
    {
        await RestoreAsync();
        if (Offer is null) return NotFound();
        if (Offer.Newer is not { } newer) throw new RuleBroken("", new("Non c'è una versione più nuova da adottare.", "There is no newer version to adopt."));
        ShowStored();
        NeedSeen();
        var row = await RowAsync();
        (row.ModelVersion, row.AdoptedBy, row.AdoptedAt, row.Version) = (newer.Version, visitor.FullName, clock.UtcNow(), row.Version + 1);
        audit.Note("procedures.accept", $"model:{Slug}", new { newer.Version });
        return LocalRedirect($"/desk/procedimenti/{Slug}");
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        if (Offer is null) return NotFound();
        NeedSeen();
        var form = await Request.ReadFormAsync();
        var fees = new Dictionary<string, long>();
        if (Base.Deviations.Contains("fees"))
            foreach (var fee in Base.Fees.Where(f => f.Cents is not null))
            {
                var sent = form[$"Fee.{fee.Key}"].ToString().Trim();
                if (sent.Length == 0) continue;
                if (!decimal.TryParse(sent.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var euro) || euro is < 0 or > 100_000) throw new RuleBroken($"Fee.{fee.Key}", new("Scrivi un importo in euro, per esempio 5,00.", "Enter an amount in euro, for example 5.00."));
                if ((long)(euro * 100) != fee.Cents) fees[fee.Key] = (long)(euro * 100);
            }
        int? days = null;
        if (Base.Deviations.Contains("term") && Term?.Trim() is { Length: > 0 } typed)
        {
            var law = Base.Term is null ? null : Terms.Find(Base.Term, LegalTime.Today(clock));
            if (!int.TryParse(typed, out var shorter) || shorter < 1 || law is null || shorter > law.Amount) throw new RuleBroken("Term", new($"Il termine si può solo accorciare: da 1 a {law?.Amount} giorni.", $"The term can only be made shorter: 1 to {law?.Amount} days."));
            if (shorter < law.Amount) days = shorter;
        }
        List<string> without = Base.Deviations.Contains("annexes") ? [.. form["Without"].Where(id => Base.Find(id ?? "") is { Optional: true } annex && annex.Is(QuestionKinds.File)).Select(id => id!)] : [];
        Guid? office = null;
        if (Base.Deviations.Contains("office") && Office is { Length: > 0 } chosen)
        {
            office = (Guid.TryParse(chosen, out var id) ? Offices.Find(id) : null)?.Id
                ?? throw new RuleBroken("Office", new("Scegli un ufficio del Comune.", "Choose an office of the Comune."));
            if (office == Offices.Find(Base.Office)?.Id) office = null;
        }
        var deviations = new Deviations(fees.Count == 0 ? null : fees, office, days, without.Count == 0 ? null : without);
        if ((!deviations.IsEmpty || !Enabled) && Reason?.Trim() is not { Length: >= 10 and <= 1000 }) throw new RuleBroken("Reason", new("Scrivi perché questo Comune fa diversamente, da 10 a 1.000 caratteri: il motivo è pubblico.", "Say why this Comune does otherwise, 10 to 1,000 characters: the reason is public."));
        var row = await RowAsync();
        (row.Deviations, row.Reason, row.Enabled, row.AdoptedBy, row.AdoptedAt, row.Version) = (deviations.ToJson(), Reason?.Trim() ?? "", Enabled, visitor.FullName, clock.UtcNow(), row.Version + 1);
        audit.Note("procedures.deviate", $"model:{Slug}", new { deviations, Reason, Enabled });
        return LocalRedirect($"/desk/procedimenti/{Slug}");
    }

    /// <summary>Whether an optional annex is marked as not asked: as sent, else as it is.</summary>
    public bool IsWithout(string annex) => isStored ? Offer.Deviations.WithoutAnnexes?.Contains(annex) == true : Request.Form["Without"].Contains(annex);

    private async Task<AdoptedModel> RowAsync()
    {
        if (await db.Set<AdoptedModel>().FirstOrDefaultAsync(a => a.Slug == Slug) is { } known) return known;
        var row = new AdoptedModel { Slug = Slug, ModelVersion = Offer.Model.Version, Enabled = true, Deviations = "{}", Reason = "", AdoptedBy = visitor.FullName };
        db.Add(row);
        return row;
    }
}
