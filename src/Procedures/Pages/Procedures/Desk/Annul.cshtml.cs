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
internal sealed class AnnulModel(CaseAtDesk desk, Decisions decisions, TimeProvider clock) : CaseActs(desk)
{
    [BindProperty] public string? Reasons { get; set; }
    [BindProperty] public bool OnFalsehood { get; set; }

    /// <summary>Last day to annul what was granted; none for a refusal, which may always be annulled.</summary>
    public DateOnly? LastDay => Item is { State: not CaseState.Refused, DecidedOn: { } decided } ? SelfCorrection.LastDay(decided, LegalTime.Today(clock)) : null;

    public Task<IActionResult> OnGetAsync() => ShowAsync(() => IsOurs && Decisions.MayAnnul(Item));

    public Task<IActionResult> OnPostAnnulAsync() => DoAsync(async () => await decisions.AnnulAsync(Item, (Reasons ?? "").Trim(), OnFalsehood, await TitleAsync()));

    protected override Texts? Refuses(string act) =>
        Decisions.MayAnnul(Item) ? null : new("Qui non c'è una decisione dell'ufficio da annullare.", "There is no decision of the office to annul here.");
}
