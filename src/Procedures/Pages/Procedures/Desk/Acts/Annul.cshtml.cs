using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Law;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>A decision that was wrong is annulled by an act of its own (art. 21-nonies L. 241/1990).</summary>
[Permission(ProceduresModule.Work)]
internal sealed class AnnulModel(CaseAtDesk desk, Decisions decisions, TimeProvider clock) : CaseActs(desk, "Annul")
{
    [BindProperty] public string? Reasons { get; set; }
    [BindProperty] public bool OnFalsehood { get; set; }

    /// <summary>Last day to annul what was granted; none for a refusal, which may always be annulled.</summary>
    public DateOnly? LastDay => Item is { State: not CaseState.Refused, DecidedOn: { } decided } ? SelfCorrection.LastDay(decided, LegalTime.Today(clock)) : null;

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostAnnulAsync() => DoAsync(async () => await decisions.AnnulAsync(Item, (Reasons ?? "").Trim(), OnFalsehood, await TitleAsync()));

    public override string Heading => $"Annulla la decisione n. {Item.DecisionNumber}";

    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        var happens = new List<string>
        {
            $"L'annullamento ha un numero, un sigillo e un protocollo come la decisione, «{Item.OutcomeIt}». {await ToldAsync("l'atto, con la motivazione,")}",
            "Il registro torna com'era prima della decisione.",
            "La pratica è di nuovo aperta, con un termine che riparte da oggi: si decide di nuovo.",
        };
        if (LastDay is { } last && last != DateOnly.MaxValue)
            happens.Add($"Ciò che è stato dato si annulla entro il {Say.ShortDay(last)} (art. 21-nonies L. 241/1990).");
        Foretold = happens;
    }
}
